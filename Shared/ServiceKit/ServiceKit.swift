import Hummingbird
import Crypto
import Configuration
import Logging
import CCurl
import NIOPosix
