//! What waits for sockets, files, processes and time in tokio.

use crate::case::{Case, leaf};
use std::io::{PipeWriter, Write, pipe};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net;
use tokio::time::{Instant, interval_at, sleep, timeout};

/// `patience` is how long what waits for time does so.
pub(crate) fn cases(patience: Duration) -> Vec<Case> {
    let mut cases = time(patience);
    cases.extend(sockets());
    cases.extend(more_sockets());
    cases.extend(streams());
    cases.extend(others());
    cases
}

fn time(patience: Duration) -> Vec<Case> {
    vec![
        {
            let wait = async move {
                sleep(patience).await // waits
            };
            leaf("tokio sleep", &["Sleep"], wait, || ())
        },
        {
            let (tx, rx) = tokio::sync::oneshot::channel::<u8>();
            let wait = async move {
                timeout(Duration::from_secs(1000), rx).await // waits
            };
            leaf("tokio timeout", &["Timeout", "oneshot", "Sleep"], wait, || tx.send(1))
        },
        {
            let wait = async move {
                let mut ticks = interval_at(Instant::now() + patience, Duration::from_secs(1));
                ticks.tick().await; // waits
            };
            leaf("tokio interval", &["tick"], wait, || ())
        },
    ]
}

/// A connection whose first end tokio can take.
fn connection() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let other = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (one, _) = listener.accept().unwrap();
    one.set_nonblocking(true).unwrap();
    (one, other)
}

/// The same within the machine.
fn pair() -> (UnixStream, UnixStream) {
    let (one, other) = UnixStream::pair().unwrap();
    one.set_nonblocking(true).unwrap();
    (one, other)
}

fn write<W: Write>(mut to: W, text: &str) -> W {
    to.write_all(text.as_bytes()).unwrap();
    to
}

fn sockets() -> Vec<Case> {
    vec![
        {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.set_nonblocking(true).unwrap();
            let address = listener.local_addr().unwrap();
            let wait = async move {
                let listener = net::TcpListener::from_std(listener).unwrap();
                listener.accept().await // waits
            };
            leaf("tokio TCP accept", &["accept"], wait, move || TcpStream::connect(address))
        },
        {
            let (one, other) = connection();
            let wait = async move {
                let mut stream = net::TcpStream::from_std(one).unwrap();
                stream.read(&mut [0; 9]).await // waits
            };
            leaf("tokio TCP read", &["Read"], wait, move || write(other, "x"))
        },
        {
            let (one, other) = connection();
            let wait = async move {
                let mut stream = net::TcpStream::from_std(one).unwrap();
                let much = vec![0; 64 << 20];
                stream.write_all(&much).await // waits
            };
            // The other end is gone: an error.
            leaf("tokio TCP write_all, full", &["WriteAll"], wait, move || drop(other))
        },
        {
            let (one, other) = connection();
            let wait = async move {
                let stream = net::TcpStream::from_std(one).unwrap();
                stream.readable().await // waits
            };
            leaf("tokio TCP readable", &["readable"], wait, move || write(other, "x"))
        },
        {
            let (one, other) = connection();
            let wait = async move {
                let stream = net::TcpStream::from_std(one).unwrap();
                let (mut reader, _writer) = stream.into_split();
                reader.read(&mut [0; 1]).await // waits
            };
            leaf("tokio TCP split half", &["Read"], wait, move || write(other, "x"))
        },
        {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            socket.set_nonblocking(true).unwrap();
            let address = socket.local_addr().unwrap();
            let wait = async move {
                let socket = net::UdpSocket::from_std(socket).unwrap();
                socket.recv(&mut [0; 9]).await // waits
            };
            let end = move || UdpSocket::bind("127.0.0.1:0").unwrap().send_to(b"x", address);
            leaf("tokio UDP recv", &["recv"], wait, end)
        },
    ]
}

fn more_sockets() -> Vec<Case> {
    vec![
        {
            let (one, other) = pair();
            let wait = async move {
                let mut stream = net::UnixStream::from_std(one).unwrap();
                stream.read_u16().await // waits
            };
            leaf("tokio Unix read_u16", &["ReadU16"], wait, move || write(other, "xx"))
        },
        {
            let (one, other) = pair();
            let wait = async move {
                let mut stream = net::UnixStream::from_std(one).unwrap();
                stream.read_exact(&mut [0; 2]).await.map(|_| ()) // waits
            };
            leaf("tokio Unix read_exact", &["ReadExact"], wait, move || write(other, "xx"))
        },
    ]
}

fn streams() -> Vec<Case> {
    vec![
        {
            let (one, other) = pair();
            let wait = async move {
                let mut stream = net::UnixStream::from_std(one).unwrap();
                tokio::io::copy(&mut stream, &mut tokio::io::sink()).await // waits
            };
            leaf("tokio copy", &["copy"], wait, move || drop(other))
        },
        {
            let ((one, other), (third, fourth)) = (pair(), pair());
            let wait = async move {
                let mut one = net::UnixStream::from_std(one).unwrap();
                let mut third = net::UnixStream::from_std(third).unwrap();
                tokio::io::copy_bidirectional(&mut one, &mut third).await // waits
            };
            let end = move || drop((other, fourth));
            leaf("tokio copy_bidirectional", &["copy_bidirectional"], wait, end)
        },
        {
            let (one, other) = pair();
            let wait = async move {
                let mut line = String::new();
                let stream = net::UnixStream::from_std(one).unwrap();
                BufReader::new(stream).read_line(&mut line).await // waits
            };
            leaf("tokio read_line", &["ReadLine"], wait, move || write(other, "a line\n"))
        },
        {
            let (mut one, other) = tokio::io::duplex(8);
            let wait = async move {
                one.read(&mut [0; 2]).await // waits
            };
            leaf("tokio duplex", &["Read"], wait, move || drop(other))
        },
    ]
}

/// A pipe as a path, and its writer; the path is good as long as the program runs.
fn pipe_path() -> (String, PipeWriter) {
    let (reader, writer) = pipe().unwrap();
    let path = format!("/proc/self/fd/{}", reader.as_raw_fd());
    std::mem::forget(reader);
    (path, writer)
}

fn others() -> Vec<Case> {
    vec![
        {
            let (reader, writer) = pipe().unwrap();
            let wait = async move {
                let mut command = tokio::process::Command::new("cat");
                let mut child = command.stdin(Stdio::from(reader)).spawn().unwrap();
                child.wait().await // waits
            };
            leaf("tokio Child::wait", &["wait"], wait, move || drop(writer))
        },
        {
            let wait = async move {
                let kind = tokio::signal::unix::SignalKind::user_defined2();
                let mut signals = tokio::signal::unix::signal(kind).unwrap();
                signals.recv().await // waits
            };
            let end = || {
                let kill = format!("kill -USR2 {}", std::process::id());
                std::process::Command::new("sh").args(["-c", &kill]).status()
            };
            leaf("tokio signal", &["recv"], wait, end)
        },
        {
            let (path, writer) = pipe_path();
            let wait = async move {
                tokio::fs::read(path).await // waits
            };
            leaf("tokio fs", &["fs::read", "JoinHandle"], wait, move || drop(writer))
        },
    ]
}
