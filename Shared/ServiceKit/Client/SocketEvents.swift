import CCurl
import Glibc

/// What libcurl waits for, as `epoll` knows it: its sockets, its next timeout, and calls from other threads.
/// https://curl.se/libcurl/c/curl_multi_socket_action.html
///
/// Belongs to the loop's thread, but for `wake`.
final class SocketEvents {
    private let multi: UnsafeMutableRawPointer
    private let poll: Int32
    private let wakeUp: Int32
    private var timeout: ContinuousClock.Instant?
    private var events = [epoll_event](repeating: epoll_event(), count: 64)

    /// - Returns: nil when the process has no file descriptors left.
    init?(of multi: UnsafeMutableRawPointer) {
        self.multi = multi
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeUp = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard poll >= 0, wakeUp >= 0 else {
            close()
            return nil
        }
        watch(wakeUp, for: EPOLLIN.rawValue)
        let context = Unmanaged.passUnretained(self).toOpaque()
        emporia_curl_multi_on_socket(
            multi,
            { _, socket, what, context, known in
                SocketEvents.from(context)?.expect(socket, what, isKnown: known != nil)
                return 0
            },
            context
        )
        emporia_curl_multi_on_timer(
            multi,
            { _, milliseconds, context in
                SocketEvents.from(context)?.timeout =
                    milliseconds < 0 ? nil : ContinuousClock.now + .milliseconds(milliseconds)
                return 0
            },
            context
        )
    }

    /// Ends the wait of `serve`; from any thread.
    func wake() {
        eventfd_write(wakeUp, 1)
    }

    /// Waits until something happens and has libcurl deal with it.
    func serve() {
        let count = epoll_wait(poll, &events, Int32(events.count), waitMilliseconds)
        var active: Int32 = 0
        for event in events.prefix(max(0, Int(count))) {
            if event.data.fd == wakeUp {
                var wakes: eventfd_t = 0
                eventfd_read(wakeUp, &wakes)
            } else {
                curl_multi_socket_action(multi, event.data.fd, Self.selection(event.events), &active)
            }
        }
        if let due = timeout, due <= .now {
            timeout = nil
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &active)
        }
    }

    func close() {
        for descriptor in [poll, wakeUp] where descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Rounded up, so that a timeout is due when the wait for it ends; -1 is for ever.
    private var waitMilliseconds: Int32 {
        guard let timeout else { return -1 }
        let left = (timeout - .now) / .milliseconds(1)
        return Int32(min(max(0, left.rounded(.up)), 60_000))
    }

    private func expect(_ socket: curl_socket_t, _ what: Int32, isKnown: Bool) {
        guard what != CURL_POLL_REMOVE else {
            epoll_ctl(poll, EPOLL_CTL_DEL, socket, nil)
            return
        }
        var wanted: UInt32 = 0
        if what & CURL_POLL_IN != 0 { wanted |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { wanted |= EPOLLOUT.rawValue }
        watch(socket, for: wanted, isKnown: isKnown)
        // Anything but nil tells the next call that the socket is watched already.
        curl_multi_assign(multi, socket, Unmanaged.passUnretained(self).toOpaque())
    }

    private func watch(_ descriptor: Int32, for events: UInt32, isKnown: Bool = false) {
        var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        if epoll_ctl(poll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event) == 0 { return }
        // The number was closed and given to another connection behind our back.
        epoll_ctl(poll, isKnown ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event)
    }

    private static func selection(_ events: UInt32) -> Int32 {
        var selection: Int32 = 0
        if events & EPOLLIN.rawValue != 0 { selection |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { selection |= CURL_CSELECT_OUT }
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { selection |= CURL_CSELECT_ERR }
        return selection
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> SocketEvents? {
        context.map { Unmanaged<SocketEvents>.fromOpaque($0).takeUnretainedValue() }
    }
}
