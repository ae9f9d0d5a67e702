//! What a file descriptor is, in words.
//!
//! Nothing is read from it, and no file is asked for its state: that can hang with the server
//! that a file is on. The names of its links in `/proc` cannot, and of sockets only the kernel is
//! asked. The words say what the number means now; when the thread began to wait, it may have
//! meant something else.

use crate::capture::proc::Tasks;
use crate::sys::snapshot::task;
use crate::sys::{Address, Socket, socket};
use std::collections::HashMap;

/// The kernel lists what an epoll watches only as a whole: in a process with more descriptors
/// than this, that would hold it up for too long.
const MOST_WATCHED: u64 = 4096;

/// The words for descriptors; what has the same link is asked once.
pub(super) struct Descriptors<'t> {
    tasks: &'t Tasks,
    known: HashMap<(String, i32), String>,
    /// How many descriptors the process can have at present.
    most: u64,
}

impl<'t> Descriptors<'t> {
    pub(super) fn new(tasks: &'t Tasks) -> Self {
        let status = tasks.status(std::process::id().into()).ok();
        let most = status.and_then(|status| status.field("FDSize")?.parse().ok());
        Descriptors { tasks, known: HashMap::new(), most: most.unwrap_or(u64::MAX) }
    }

    /// What the descriptor is to this thread: "tcp 10.0.0.1:5432", "a pipe", "/var/log/x".
    pub(super) fn words(&mut self, thread: u64, fd: i32) -> Option<String> {
        let link = self.tasks.descriptor(thread, fd)?;
        if let Some(words) = self.known.get(&(link.clone(), fd)) {
            return Some(words.clone());
        }
        let words = self.look(thread, fd, &link);
        self.known.insert((link, fd), words.clone());
        Some(words)
    }

    fn look(&self, thread: u64, fd: i32, link: &str) -> String {
        if link.starts_with("socket:") {
            // A thread may have a table of its own, and only in ours can the socket be asked.
            let ours = self.tasks.descriptor(task::thread_id(), fd);
            let known = socket(fd).filter(|_| ours.is_some_and(|ours| ours == link));
            return known.map_or_else(|| "a socket".to_owned(), |socket| words_of(&socket));
        }
        if link == "anon_inode:[eventpoll]" {
            return self.epoll(thread, fd);
        }
        of_link(link)
    }

    fn epoll(&self, thread: u64, fd: i32) -> String {
        if self.most <= MOST_WATCHED
            && let Some(watched) = self.tasks.watched(thread, fd)
        {
            return match watched {
                1 => "an epoll of 1 descriptor".to_owned(),
                watched => format!("an epoll of {watched} descriptors"),
            };
        }
        "an epoll".to_owned()
    }
}

/// What a link in `/proc/*/fd` says.
fn of_link(link: &str) -> String {
    if link.starts_with("pipe:") {
        return "a pipe".to_owned();
    }
    if let Some(name) = link.strip_prefix("anon_inode:") {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        return format!("{article} {name}");
    }
    if link.starts_with("/dev/pts/") || link.starts_with("/dev/tty") {
        return format!("tty {link}");
    }
    link.to_owned()
}

/// The peer of a socket that has one, else its own address.
fn words_of(socket: &Socket) -> String {
    // The kernel's numbers of families, kinds and protocols.
    const STREAM: u32 = 1;
    const UNIX: u16 = 1;
    const NETLINK: u16 = 16;
    let protocol = match (socket.family, socket.kind, socket.protocol) {
        (UNIX, ..) => "unix".to_owned(),
        (NETLINK, ..) => return "a netlink socket".to_owned(),
        (2 | 10, STREAM, 0 | 6) => "tcp".to_owned(),
        (2 | 10, STREAM, 262) => "mptcp".to_owned(),
        (2 | 10, 2, 0 | 17) => "udp".to_owned(),
        (2 | 10, _, 132) => "sctp".to_owned(),
        (2 | 10, _, protocol) => format!("ip protocol {protocol}"),
        (family, ..) => return format!("a socket of family {family}"),
    };
    let address = of_address(&socket.peer).or_else(|| of_address(&socket.local));
    match address {
        Some(address) => format!("{protocol} {address}"),
        None => format!("a {protocol} socket"),
    }
}

/// The address as people write it.
pub(super) fn of_address(address: &Address) -> Option<String> {
    match address {
        Address::None => None,
        Address::Inet(address) => Some(address.to_string()),
        Address::Path(path) => Some(String::from_utf8_lossy(path).into_owned()),
        Address::Name(name) => Some(format!("@{}", String::from_utf8_lossy(name))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_what_it_is() {
        let cases = [
            ("pipe:[123]", "a pipe"),
            ("anon_inode:[eventfd]", "an eventfd"),
            ("anon_inode:inotify", "an inotify"),
            ("anon_inode:[timerfd]", "a timerfd"),
            ("/dev/pts/3", "tty /dev/pts/3"),
            ("/tmp/x (deleted)", "/tmp/x (deleted)"),
            ("", ""),
        ];
        for (link, expect) in cases {
            assert_eq!(of_link(link), expect);
        }
    }

    #[test]
    fn a_socket_is_told_by_its_peer() {
        let inet = |text: &str| Address::Inet(text.parse().unwrap());
        let tcp = |peer, local| Socket { family: 2, kind: 1, protocol: 6, peer, local };
        let connected = tcp(inet("10.0.0.1:5432"), inet("10.0.0.9:40000"));
        assert_eq!(words_of(&connected), "tcp 10.0.0.1:5432");
        assert_eq!(words_of(&tcp(Address::None, inet("[::]:80"))), "tcp [::]:80");
        let unix = |peer| Socket { family: 1, protocol: 0, ..tcp(peer, Address::None) };
        assert_eq!(words_of(&unix(Address::Path(b"/run/x".to_vec()))), "unix /run/x");
        assert_eq!(words_of(&unix(Address::Name(b"x".to_vec()))), "unix @x");
        assert_eq!(words_of(&unix(Address::None)), "a unix socket");
        let udp = Socket { kind: 2, protocol: 17, ..tcp(Address::None, inet("0.0.0.0:53")) };
        assert_eq!(words_of(&udp), "udp 0.0.0.0:53");
        let netlink = Socket { family: 16, ..udp.clone() };
        assert_eq!(words_of(&netlink), "a netlink socket");
        assert_eq!(words_of(&Socket { family: 17, ..udp }), "a socket of family 17");
    }
}
