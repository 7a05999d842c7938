//! Serves one folder of static files on the loopback interface, for development and tests.
//!
//! Not for the open network: no TLS, no compression, no listing of folders.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

/// What a request may have before its body, in bytes; browsers send less than a tenth.
const MAX_HEAD_BYTES: u64 = 64 * 1024;

/// A running server; stops when dropped.
pub struct StaticServer {
    thread: Option<JoinHandle<()>>,
    stopping: Arc<AtomicBool>,
    address: SocketAddr,
}

impl StaticServer {
    /// Serves `root` on 127.0.0.1 at `port`, or at any free port for 0.
    ///
    /// # Errors
    ///
    /// When the port cannot be bound, usually because it is taken.
    pub fn start(root: impl Into<PathBuf>, port: u16) -> io::Result<Self> {
        Self::start_with(root.into(), port, |_| ())
    }

    /// As [`StaticServer::start`], and sends the path and query of every request to `log`.
    ///
    /// # Errors
    ///
    /// As [`StaticServer::start`].
    pub fn start_logged(root: impl Into<PathBuf>, port: u16, log: Sender<String>) -> io::Result<Self> {
        // Nobody listens any more: then nobody misses the entry.
        Self::start_with(root.into(), port, move |url| drop(log.send(url.to_owned())))
    }

    fn start_with(root: PathBuf, port: u16, log: impl Fn(&str) + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let shared = Arc::new((root, log));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                // Each connection on a thread of its own: a browser opens some that it does not use, and leaves
                // large answers unread until it has another file, as Chromium does with what it preloads.
                let shared = Arc::clone(&shared);
                if let Ok(stream) = stream {
                    std::thread::spawn(move || {
                        // The browser closed the connection before it had everything: its own choice.
                        let _ = answer(&stream, &shared.0, &shared.1);
                    });
                }
            }
        });
        Ok(Self { thread: Some(thread), stopping, address })
    }

    /// The address of the site, with a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Blocks until the server stops, which it does not do by itself.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic there has already been printed, and there is nothing left to clean up.
            let _ = thread.join();
        }
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // A last connection wakes the thread, which then sees that it should stop.
        let woken = TcpStream::connect(self.address).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _ = thread.join();
        }
    }
}

/// Reads one request, answers it and closes the connection.
fn answer(mut stream: &TcpStream, root: &Path, log: &impl Fn(&str)) -> io::Result<()> {
    let mut head = BufReader::new(stream.take(MAX_HEAD_BYTES));
    let mut request = String::new();
    head.read_line(&mut request)?;
    // None of the header fields matters here, but a client expects them to be read.
    let mut field = String::new();
    while head.read_line(&mut field)? > 2 {
        field.clear();
    }
    let mut words = request.split(' ');
    let (Some(method), Some(url)) = (words.next(), words.next()) else {
        return Ok(()); // a connection that was opened in advance and never used
    };
    log(url);
    if method != "GET" && method != "HEAD" {
        return refuse(stream, "405 Method Not Allowed");
    }
    let Some((mut file, path)) = open(root, url) else { return refuse(stream, "404 Not Found") };
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {}\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        mime(&path),
        file.metadata()?.len(),
        cache_control(&path),
    )?;
    if method == "GET" {
        io::copy(&mut file, &mut stream)?;
    }
    Ok(())
}

fn refuse(mut stream: &TcpStream, status: &str) -> io::Result<()> {
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn open(root: &Path, url: &str) -> Option<(File, PathBuf)> {
    let path = root.join(relative_path(url)?);
    let path = if path.is_dir() { path.join("index.html") } else { path };
    Some((File::open(&path).ok().filter(|file| file.metadata().is_ok_and(|m| m.is_file()))?, path))
}

/// The path inside the root that `url` names; nothing when it could lead out of it.
/// Names of built files need no percent encoding, so none is decoded.
fn relative_path(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    if path.contains(['\\', '%', '\0', ':']) {
        return None;
    }
    let path = PathBuf::from(path);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Files whose name carries a hash of their content never change; all others are asked for each time.
fn cache_control(path: &Path) -> &'static str {
    let hashed = path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| {
        stem.rsplit_once('-')
            .is_some_and(|(_, hash)| hash.len() >= 12 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
    });
    if hashed { "public, max-age=31536000, immutable" } else { "no-cache" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(address: SocketAddr, request_line: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "{request_line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn an_answer_that_nobody_reads_blocks_no_other() {
        let root = std::env::temp_dir().join(format!("static-server-large-{}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        std::fs::write(root.join("large.wasm"), vec![0; 20_000_000]).unwrap();
        std::fs::write(root.join("small.js"), "1").unwrap();
        let server = StaticServer::start(&root, 0).unwrap();
        let mut unread = TcpStream::connect(server.address).unwrap();
        write!(unread, "GET /large.wasm HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        unread.read_exact(&mut [0; 8]).unwrap();
        let (done, answered) = std::sync::mpsc::channel();
        let address = server.address;
        std::thread::spawn(move || done.send(get(address, "GET /small.js")));
        let small = answered.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
        assert!(small.starts_with("HTTP/1.1 200"), "{small}");
        drop(unread);
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn connections_without_a_request_block_no_other() {
        let root = std::env::temp_dir().join(format!("static-server-idle-{}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        std::fs::write(root.join("small.js"), "1").unwrap();
        let server = StaticServer::start(&root, 0).unwrap();
        let idle: Vec<_> = (0..20).map(|_| TcpStream::connect(server.address).unwrap()).collect();
        assert!(get(server.address, "GET /small.js").starts_with("HTTP/1.1 200"));
        drop(idle);
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn serves_files_with_type_and_caching() {
        let parent = std::env::temp_dir().join(format!("static-server-{}", std::process::id()));
        let root = parent.join("site");
        std::fs::create_dir_all(&root).unwrap();
        std::fs::write(root.join("index.html"), "<p>剪报</p>").unwrap();
        std::fs::write(root.join("app-0123456789ab.wasm"), "x").unwrap();
        std::fs::write(parent.join("secret.txt"), "secret").unwrap();
        let (log, requests) = std::sync::mpsc::channel();
        let server = StaticServer::start_logged(&root, 0, log).unwrap();

        let page = get(server.address, "GET /");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("Content-Type: text/html; charset=utf-8"), "{page}");
        assert!(page.contains("Cache-Control: no-cache"), "{page}");
        assert!(page.contains("<p>剪报</p>"), "{page}");

        let wasm = get(server.address, "GET /app-0123456789ab.wasm?build=1");
        assert!(wasm.contains("Content-Type: application/wasm"), "{wasm}");
        assert!(wasm.contains("immutable"), "{wasm}");

        for outside in ["GET /../secret.txt", "GET //etc/passwd", "GET /%2e%2e/secret.txt", "GET /nothing"] {
            assert!(get(server.address, outside).starts_with("HTTP/1.1 404"), "{outside}");
        }
        assert!(get(server.address, "POST /").starts_with("HTTP/1.1 405"));

        assert_eq!(requests.try_iter().take(2).collect::<Vec<_>>(), ["/", "/app-0123456789ab.wasm?build=1"]);

        drop(server);
        std::fs::remove_dir_all(parent).unwrap();
    }
}
