//! What a socket is, in words.

use crate::sys::{Address, Socket, SocketType};

/// The kernel's numbers of families, kinds and protocols.
const UNIX: u16 = 1;
const NETLINK: u16 = 16;
const STREAM: u32 = 1;
const DATAGRAM: u32 = 2;

/// Its kind in a word.
pub(super) fn kind_of(socket: SocketType) -> &'static str {
    match (socket.family, socket.kind, socket.protocol) {
        (UNIX, ..) => "unix",
        (NETLINK, ..) => "netlink",
        (2 | 10, STREAM, 0 | 6) => "tcp",
        (2 | 10, STREAM, 262) => "mptcp",
        (2 | 10, DATAGRAM, 0 | 17) => "udp",
        (2 | 10, _, 132) => "sctp",
        _ => "socket",
    }
}

/// The peer of a socket that has one, else its own address: "tcp 10.0.0.1:5432".
pub(in crate::capture) fn of_peer(socket: &Socket) -> String {
    let protocol = match (kind_of(socket.kind), socket.kind.family) {
        ("netlink", _) => return "a netlink socket".to_owned(),
        ("socket", 2 | 10) => format!("ip protocol {}", socket.kind.protocol),
        ("socket", family) => return format!("a socket of family {family}"),
        (protocol, _) => protocol.to_owned(),
    };
    let address = of_address(&socket.peer).or_else(|| of_address(&socket.local));
    match address {
        Some(address) => format!("{protocol} {address}"),
        None => format!("a {protocol} socket"),
    }
}

/// Both ends, if it has both: "tcp 10.0.0.9:40000 to 10.0.0.1:5432".
pub(super) fn of_both_ends(socket: &Socket) -> String {
    match (of_address(&socket.local), of_address(&socket.peer)) {
        (Some(local), Some(peer)) => format!("{} {local} to {peer}", kind_of(socket.kind)),
        _ => of_peer(socket),
    }
}

/// The address as people write it.
pub(in crate::capture) fn of_address(address: &Address) -> Option<String> {
    match address {
        Address::None => None,
        Address::Inet(address) => Some(address.to_string()),
        Address::Path(path) => Some(String::from_utf8_lossy(path).into_owned()),
        Address::Name(name) => Some(format!("@{}", String::from_utf8_lossy(name))),
    }
}

/// The state of a TCP connection, by the kernel's number; as `ss` writes it.
pub(super) fn of_state(state: u8) -> &'static str {
    match state {
        1 => "established",
        2 => "syn-sent",
        3 | 12 => "syn-recv",
        4 => "fin-wait-1",
        5 => "fin-wait-2",
        6 => "time-wait",
        7 => "unconnected",
        8 => "close-wait",
        9 => "last-ack",
        10 => "listen",
        11 => "closing",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inet(text: &str) -> Address {
        Address::Inet(text.parse().unwrap())
    }

    fn tcp(peer: Address, local: Address) -> Socket {
        Socket { kind: SocketType { family: 2, kind: STREAM, protocol: 6 }, peer, local }
    }

    fn of(family: u16, kind: u32, protocol: u32, peer: Address) -> Socket {
        Socket { kind: SocketType { family, kind, protocol }, ..tcp(peer, Address::None) }
    }

    #[test]
    fn a_socket_is_told_by_its_peer() {
        let connected = tcp(inet("10.0.0.1:5432"), inet("10.0.0.9:40000"));
        assert_eq!(of_peer(&connected), "tcp 10.0.0.1:5432");
        assert_eq!(of_both_ends(&connected), "tcp 10.0.0.9:40000 to 10.0.0.1:5432");
        let listening = tcp(Address::None, inet("[::]:80"));
        assert_eq!((of_peer(&listening), of_both_ends(&listening)).0, "tcp [::]:80");
        assert_eq!(of_both_ends(&listening), "tcp [::]:80");
        let unix = |peer| of_peer(&of(UNIX, STREAM, 0, peer));
        assert_eq!(unix(Address::Path(b"/run/x".to_vec())), "unix /run/x");
        assert_eq!(unix(Address::Name(b"x".to_vec())), "unix @x");
        assert_eq!(unix(Address::None), "a unix socket");
        assert_eq!(of_peer(&of(2, DATAGRAM, 17, inet("0.0.0.0:53"))), "udp 0.0.0.0:53");
        assert_eq!(of_peer(&of(2, 3, 1, inet("0.0.0.0:0"))), "ip protocol 1 0.0.0.0:0");
        assert_eq!(of_peer(&of(NETLINK, 3, 0, Address::None)), "a netlink socket");
        assert_eq!(of_peer(&of(17, 3, 0, Address::None)), "a socket of family 17");
    }
}
