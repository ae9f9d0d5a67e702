//! What the system call tells.

use super::*;
use crate::capture::proc::Call;
use crate::capture::threads::facts::call::Decoder;
use crate::capture::threads::facts::descriptor::Descriptors;
use crate::sys::snapshot::task;
use crate::sys::snapshot::testing::turn;
use proptest::prelude::*;
use rustix::buffer::spare_capacity;
use rustix::io::retry_on_intr;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc;
use std::time::Duration;

/// The reason of a thread that does this, and the words of its call.
fn told(
    calls: &[&str],
    body: impl FnOnce() + Send + 'static,
    wake: impl FnOnce(),
) -> (WaitKind, String, String) {
    let _turn = turn();
    let subject = Subject::start("waits", move |_| body());
    let (thread, _) = report_in(&subject, calls);
    wake();
    subject.stop();
    let wait = thread.wait.unwrap();
    (wait.kind, wait.reason, thread.call.unwrap().detail.unwrap_or_default())
}

fn tcp() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (client, listener.accept().unwrap().0)
}

#[test]
fn a_reader_of_tcp_is_told_with_its_peer() {
    let (mut here, there) = tcp();
    let peer = format!("tcp {}", here.local_addr().unwrap());
    let fd = there.as_raw_fd();
    let read = move || (&there).read_exact(&mut [0]).unwrap();
    let (kind, reason, call) = told(&["recvfrom"], read, || here.write_all(b"x").unwrap());
    assert_eq!((kind, reason), (WaitKind::Io, format!("reads from {peer}")));
    assert_eq!(call, format!("fd {fd} ({peer})"));
}

#[test]
fn a_server_is_told_with_its_address() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let accept = move || drop(listener.accept().unwrap());
    let wake = || drop(TcpStream::connect(address).unwrap());
    let (kind, reason, _) = told(&["accept4"], accept, wake);
    assert_eq!((kind, reason), (WaitKind::Io, format!("accepts connections on tcp {address}")));
}

#[test]
fn a_receiver_of_udp_is_told_with_its_own_address() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let receive = move || assert_eq!(socket.recv(&mut [0]).unwrap(), 1);
    let wake = || {
        UdpSocket::bind("127.0.0.1:0").unwrap().send_to(b"x", address).unwrap();
    };
    let (_, reason, _) = told(&["recvfrom"], receive, wake);
    assert_eq!(reason, format!("reads from udp {address}"));
}

#[test]
fn a_client_is_told_with_the_whole_path_of_its_server() {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketType, bind, listen, socket};

    let directory = tempfile::tempdir().unwrap();
    // Longer than an address of the internet.
    let path = directory.path().join("a.server.that.is.slow.to.accept.anything");
    let listener = socket(AddressFamily::UNIX, SocketType::STREAM, None).unwrap();
    bind(&listener, &SocketAddrUnix::new(&path).unwrap()).unwrap();
    listen(&listener, 0).unwrap();
    // It has room for one.
    let _first = UnixStream::connect(&path).unwrap();
    let server = path.clone();
    let connect = move || drop(UnixStream::connect(server));
    let (kind, reason, _) = told(&["connect"], connect, || drop(listener));
    assert_eq!((kind, reason), (WaitKind::Io, format!("connects to {}", path.display())));
}

#[test]
fn unix_sockets_are_told_with_their_path() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gmr.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let accept = move || drop(listener.accept().unwrap());
    let wake = || drop(UnixStream::connect(&path).unwrap());
    let (_, reason, _) = told(&["accept4"], accept, wake);
    assert_eq!(reason, format!("accepts connections on unix {}", path.display()));
    let (mut here, mut there) = UnixStream::pair().unwrap();
    let read = move || there.read_exact(&mut [0]).unwrap();
    let (_, reason, _) = told(&["read", "recvfrom"], read, || here.write_all(b"x").unwrap());
    assert_eq!(reason, "reads from a unix socket");
}

#[test]
fn both_ends_of_a_pipe_are_told() {
    let (mut reader, mut writer) = std::io::pipe().unwrap();
    let read = move || reader.read_exact(&mut [0]).unwrap();
    let (kind, reason, _) = told(&["read"], read, || writer.write_all(b"x").unwrap());
    assert_eq!((kind, reason.as_str()), (WaitKind::Io, "reads from a pipe"));
    let (reader, mut writer) = std::io::pipe().unwrap();
    // More than any pipe takes.
    let write = move || drop(writer.write_all(&[0; 4 << 20]));
    let (_, reason, _) = told(&["write"], write, || drop(reader));
    assert_eq!(reason, "writes to a pipe");
}

#[test]
fn a_sleeper_is_told_with_its_time() {
    let (tell, told_id) = mpsc::channel();
    let sleep = move || {
        tell.send(thread::current()).unwrap();
        // Ended by no one: the process ends first.
        thread::sleep(Duration::from_secs(86_400));
    };
    let _turn = turn();
    let subject = Subject::start("sleeps", move |_| sleep());
    told_id.recv().unwrap();
    let (kind, reason) = reason(&subject, &["clock_nanosleep", "nanosleep"]);
    assert_eq!(kind, WaitKind::Sleep);
    // What is left of it, if it had to begin anew.
    let time = reason.strip_prefix("sleeps for ").unwrap();
    assert!(time == "1day" || time.contains("23h"), "{reason}");
}

#[test]
fn a_parent_is_told_with_its_child() {
    let (tell, pid) = mpsc::channel();
    let wait = move || {
        let mut child = std::process::Command::new("cat");
        let child = child.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
        let mut child = child.spawn().unwrap();
        tell.send((child.id(), child.stdin.take().unwrap())).unwrap();
        child.wait().unwrap();
    };
    let _turn = turn();
    let subject = Subject::start("parent", move |_| wait());
    let (pid, stdin) = pid.recv().unwrap();
    let (kind, reason) = reason(&subject, &["wait4", "waitid"]);
    assert_eq!(kind, WaitKind::Process);
    let of_pidfd = reason.starts_with("waits for the process of pidfd");
    assert!(reason == format!("waits for child process {pid}") || of_pidfd, "{reason}");
    drop(stdin);
    subject.stop();
}

#[test]
fn a_thread_that_polls_is_told_with_what_it_watches() {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let (reader, mut writer) = std::io::pipe().unwrap();
    let one = move || {
        let limit = Timespec { tv_sec: 3600, tv_nsec: 0 };
        let mut pipe = [PollFd::new(&reader, PollFlags::IN)];
        retry_on_intr(|| poll(&mut pipe, Some(&limit))).unwrap();
    };
    let wake = || writer.write_all(b"x").unwrap();
    let (kind, reason, call) = told(&["poll", "ppoll"], one, wake);
    assert_eq!((kind, reason.as_str()), (WaitKind::Poll, "waits for a pipe (poll)"));
    assert!(call.ends_with("at the most"), "{call}");
    let (reader, mut writer) = std::io::pipe().unwrap();
    let two = move || {
        let mut pipes = [PollFlags::IN, PollFlags::PRI].map(|flags| PollFd::new(&reader, flags));
        retry_on_intr(|| poll(&mut pipes, None)).unwrap();
    };
    let (_, reason, call) = told(&["poll", "ppoll"], two, || writer.write_all(b"x").unwrap());
    assert_eq!(reason, "waits for 2 descriptors (poll)");
    assert_eq!(call, "2 descriptors");
}

#[test]
fn an_epoll_is_told_with_how_many_it_watches() {
    use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
    let epoll = epoll::create(CreateFlags::CLOEXEC).unwrap();
    let pipes = [std::io::pipe().unwrap(), std::io::pipe().unwrap(), std::io::pipe().unwrap()];
    for (reader, _) in &pipes {
        epoll::add(&epoll, reader, EventData::new_u64(0), EventFlags::IN).unwrap();
    }
    let fd = epoll.as_raw_fd();
    let mut writer = pipes[0].1.try_clone().unwrap();
    let wait = move || {
        let mut events = Vec::with_capacity(1);
        retry_on_intr(|| epoll::wait(&epoll, spare_capacity(&mut events), None)).unwrap();
        drop(pipes);
    };
    let calls = ["epoll_wait", "epoll_pwait", "epoll_pwait2"];
    let (kind, reason, call) = told(&calls, wait, || writer.write_all(b"x").unwrap());
    assert_eq!((kind, reason.as_str()), (WaitKind::Poll, "waits for 3 descriptors (epoll)"));
    assert_eq!(call, format!("fd {fd} (an epoll of 3 descriptors)"));
}

/// Arguments as they are, and such as no program passes.
fn argument() -> impl Strategy<Value = u64> {
    prop_oneof![0..16_u64, any::<u64>(), Just(u64::MAX), any::<i32>().prop_map(|n| n as u64)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_call_is_too_wild(number in 0..500_u64, arguments in prop::array::uniform6(argument())) {
        let tasks = Tasks::open().unwrap();
        let mut decoder = Decoder::new(Descriptors::new(&tasks));
        let call = Call { number, arguments, sp: 0, pc: 0 };
        let decoded = decoder.decode(task::thread_id(), &call);
        prop_assert_eq!(decoded.call.name.as_deref(), name_of_call(number));
        prop_assert!(!decoded.wait.reason.is_empty());
        prop_assert!(decoded.futex.is_none_or(|futex| futex.address == arguments[0]));
    }
}

#[test]
fn a_file_lock_is_told_with_its_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().lock().unwrap();
    let again = std::fs::File::open(file.path()).unwrap();
    let lock = move || again.lock().unwrap();
    let path = std::fs::canonicalize(file.path()).unwrap();
    let (kind, reason, _) = told(&["flock"], lock, || file.as_file().unlock().unwrap());
    assert_eq!(kind, WaitKind::Lock);
    assert_eq!(reason, format!("waits for the file lock (flock) of {}", path.display()));
}
