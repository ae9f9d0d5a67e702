//! What a socket is connected to, by its number.

use rustix::net::{SocketAddrAny, SocketAddrUnix, getpeername, getsockname, sockopt};
use std::net::SocketAddr;
use std::os::fd::BorrowedFd;

/// What the kernel says of a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Socket {
    /// Its kind.
    pub(crate) kind: SocketType,
    /// Its own address.
    pub(crate) local: Address,
    /// The other end's.
    pub(crate) peer: Address,
}

/// The kind of a socket, in the kernel's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SocketType {
    /// `AF_*`.
    pub(crate) family: u16,
    /// `SOCK_*`.
    pub(crate) kind: u32,
    /// `IPPROTO_*`; 0 where the family has only one.
    pub(crate) protocol: u32,
}

/// The address of a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// None, or of a family that is not known here.
    None,
    /// Of the internet.
    Inet(SocketAddr),
    /// A path of the file system.
    Path(Vec<u8>),
    /// A name without a file.
    Name(Vec<u8>),
}

/// What the socket with this number is; `None` if it is no socket.
///
/// Nothing here waits for the other end, and nothing is read.
pub(crate) fn socket(number: i32) -> Option<Socket> {
    let fd = borrowed(number)?;
    Some(Socket {
        kind: type_of(fd)?,
        local: getsockname(fd).map_or(Address::None, Address::of),
        peer: getpeername(fd).ok().flatten().map_or(Address::None, Address::of),
    })
}

/// Only its kind, which is quicker to ask for.
pub(crate) fn socket_type(number: i32) -> Option<SocketType> {
    type_of(borrowed(number)?)
}

/// `TCP_*` of `net/tcp_states.h`: the state of the connection of a TCP socket.
pub(crate) fn tcp_state(number: i32) -> Option<u8> {
    let (mut state, mut len) = (0_u8, 1);
    let place = (&raw mut state).cast();
    // SAFETY: the kernel writes as many bytes as there is room for, which is one: the state is the
    // first of what it tells. As above, it may be asked of another file.
    let done =
        unsafe { libc::getsockopt(number, libc::IPPROTO_TCP, libc::TCP_INFO, place, &raw mut len) };
    (done == 0 && len == 1).then_some(state)
}

fn borrowed(number: i32) -> Option<BorrowedFd<'static>> {
    if number < 0 {
        return None;
    }
    // SAFETY: it is not -1. It may be closed at any moment, and another file may get its number:
    // then the questions here, which change nothing, are answered for that or refused.
    Some(unsafe { BorrowedFd::borrow_raw(number) })
}

fn type_of(fd: BorrowedFd<'_>) -> Option<SocketType> {
    let kind = sockopt::socket_type(fd).ok()?;
    let family = sockopt::socket_domain(fd).ok()?;
    let protocol = sockopt::socket_protocol(fd).ok().flatten();
    Some(SocketType {
        family: family.as_raw(),
        kind: kind.as_raw(),
        protocol: protocol.map_or(0, |protocol| protocol.as_raw().get()),
    })
}

impl Address {
    fn of(any: SocketAddrAny) -> Self {
        if let Ok(address) = SocketAddr::try_from(any.clone()) {
            return Address::Inet(address);
        }
        let Ok(unix) = SocketAddrUnix::try_from(any) else { return Address::None };
        if let Some(path) = unix.path_bytes() {
            return Address::Path(path.to_vec());
        }
        match unix.abstract_name() {
            Some(name) if !name.is_empty() => Address::Name(name.to_vec()),
            _ => Address::None,
        }
    }

    /// Reads what was given to the kernel as a `struct sockaddr`.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let Some((family, rest)) = bytes.split_first_chunk::<2>() else { return Address::None };
        match i32::from(u16::from_ne_bytes(*family)) {
            libc::AF_INET => inet(rest).map_or(Address::None, Address::Inet),
            libc::AF_INET6 => inet6(rest).map_or(Address::None, Address::Inet),
            libc::AF_UNIX => match rest.split_first() {
                Some((0, name)) if !name.is_empty() => Address::Name(name.to_vec()),
                Some((1.., _)) => {
                    let end = rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len());
                    Address::Path(rest.get(..end).unwrap_or_default().to_vec())
                }
                _ => Address::None,
            },
            _ => Address::None,
        }
    }
}

fn inet(rest: &[u8]) -> Option<SocketAddr> {
    let (port, rest) = rest.split_first_chunk::<2>()?;
    let (address, _) = rest.split_first_chunk::<4>()?;
    Some((*address, u16::from_be_bytes(*port)).into())
}

fn inet6(rest: &[u8]) -> Option<SocketAddr> {
    let (port, rest) = rest.split_first_chunk::<2>()?;
    let (_flow, rest) = rest.split_first_chunk::<4>()?;
    let (address, _) = rest.split_first_chunk::<16>()?;
    Some((*address, u16::from_be_bytes(*port)).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_the_kernel_reads_it() {
        let family = |family: i32| (family as u16).to_ne_bytes();
        let read =
            |family: [u8; 2], rest: &[u8]| Address::from_bytes(&[family.as_slice(), rest].concat());
        let v4 = [0x15, 0x38, 10, 0, 0, 1, 0, 0];
        let expect = Address::Inet("10.0.0.1:5432".parse().unwrap());
        assert_eq!(read(family(libc::AF_INET), &v4), expect);
        let mut v6 = [0; 26];
        v6[..2].copy_from_slice(&[0x15, 0x38]);
        v6[21] = 1;
        let expect = Address::Inet("[::1]:5432".parse().unwrap());
        assert_eq!(read(family(libc::AF_INET6), &v6), expect);
        let path = read(family(libc::AF_UNIX), b"/run/x\0\0rest");
        assert_eq!(path, Address::Path(b"/run/x".to_vec()));
        assert_eq!(read(family(libc::AF_UNIX), b"\0name"), Address::Name(b"name".to_vec()));
        for short in 0..6 {
            assert_eq!(read(family(libc::AF_INET), &v4[..short]), Address::None);
            assert_eq!(read(family(libc::AF_INET6), &v6[..short]), Address::None);
        }
        assert_eq!(read(family(libc::AF_UNIX), b""), Address::None);
        assert_eq!(read(family(77), &v4), Address::None);
        assert_eq!(Address::from_bytes(b"\x02"), Address::None);
    }

    #[test]
    fn what_is_no_socket_is_none() {
        let file = std::fs::File::open("/dev/null").unwrap();
        assert_eq!(socket(std::os::fd::AsRawFd::as_raw_fd(&file)), None);
        assert_eq!(socket(-1), None);
        assert_eq!(socket(i32::MAX), None);
    }
}
