import Foundation

/// nginx with one static answer, on a port and in a folder of its own.
struct Nginx: Sendable {
    let url: String
    private let program: String
    private let settings: URL

    /// Nil, with a line that says so, where nginx is not installed.
    static func start(in folder: URL) throws -> Nginx? {
        guard let program = Shell.find("nginx", besides: ["/usr/sbin", "/usr/local/sbin"]) else {
            Terminal.bad("nginx is not installed, so there is no figure of it: apt-get install nginx-light")
            return nil
        }
        let port = try Ports.free()
        let place = folder.appending(path: "nginx")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let settings = place.appending(path: "nginx.conf")
        try Data(text(port: port, in: place.path).utf8).write(to: settings)
        let nginx = Nginx(url: "http://127.0.0.1:\(port)/", program: program, settings: settings)
        try nginx.run([])
        return nginx
    }

    func stop() {
        try? run(["-s", "stop"])
    }

    private func run(_ arguments: [String]) throws {
        let error = settings.deletingLastPathComponent().appending(path: "error.log").path
        try Shell.run(program, ["-e", error, "-c", settings.path] + arguments)
    }

    /// As many workers as there are cores, no log of requests, connections kept.
    private static func text(port: Int, in folder: String) -> String {
        """
        worker_processes auto;
        pid \(folder)/pid;
        error_log \(folder)/error.log;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 1000000000;
            client_body_temp_path \(folder)/body;
            proxy_temp_path \(folder)/proxy;
            fastcgi_temp_path \(folder)/fastcgi;
            uwsgi_temp_path \(folder)/uwsgi;
            scgi_temp_path \(folder)/scgi;
            server {
                listen 127.0.0.1:\(port);
                default_type application/json;
                location / { return 200 '{"status":"alive"}'; }
            }
        }

        """
    }
}
