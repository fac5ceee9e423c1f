import Foundation
import Glibc

/// Held while a shop runs in a folder; the kernel lets go of it when the process ends, however it ends.
struct FolderLock {
    private let descriptor: Int32

    /// Nil while another process holds it.
    init?(_ state: StateFolder) {
        descriptor = open(state.file("lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        ftruncate(descriptor, 0)
        let text = Array("\(getpid())\n".utf8)
        write(descriptor, text, text.count)
    }

    func release() {
        close(descriptor)
    }

    /// The process that holds the folder, if one does.
    static func holder(_ state: StateFolder) -> pid_t? {
        if let free = FolderLock(probing: state) {
            free.release()
            return nil
        }
        return state.read("lock").flatMap { pid_t($0.trimmed) }
    }

    private init?(probing state: StateFolder) {
        descriptor = open(state.file("lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            return nil
        }
    }
}
