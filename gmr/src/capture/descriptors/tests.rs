#![allow(clippy::unwrap_used)]

use super::*;
use std::fs::File;

#[test]
fn a_descriptor_is_counted_while_it_is_open() {
    let file = File::open("/dev/null").unwrap();
    let number = file.as_raw_fd();
    let all = descriptors(usize::MAX, None).unwrap();
    assert!(all.first.contains(&(number, "/dev/null".to_owned())), "{all:?}");
    assert!(all.kinds["device"] >= 1 && all.count >= all.first.len());
    assert_eq!(all.seen, all.count);
}

#[test]
fn only_the_first_are_listed_but_all_are_counted() {
    let _three = [1, 2, 3].map(|_| File::open("/dev/null").unwrap());
    let all = descriptors(2, None).unwrap();
    assert_eq!(all.first.len(), 2);
    assert!(all.kinds.values().sum::<u64>() >= 3, "{all:?}");
}

#[test]
fn after_the_deadline_none_is_looked_at() {
    let all = descriptors(9, Some(Instant::now())).unwrap();
    assert_eq!((all.seen, all.first.len()), (0, 0));
    assert!(all.count > 0);
}

#[test]
fn the_kinds_are_bounded() {
    let mut all = Descriptors::default();
    for number in 0..1000 {
        all.note(number, &format!("anon_inode:[k{number}]"), 0);
    }
    all.note(1000, "anon_inode:[k0]", 0);
    assert_eq!(all.kinds.len(), KINDS + 1);
    assert_eq!((all.kinds["k0"], all.kinds["other"]), (2, 1000 - KINDS as u64));
}

#[cfg(gmr_capture)]
#[test]
fn tcp_sockets_are_told_by_their_state() {
    use std::net::{TcpListener, TcpStream};

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (far, _) = listener.accept().unwrap();
    drop(far);
    let words = |number: i32| {
        let mut all = Descriptors::default();
        assert_eq!(all.note_socket(number, true), "tcp");
        (all.first.remove(0).1, all.states)
    };
    let (listening, states) = words(listener.as_raw_fd());
    assert!(listening.ends_with(", listen") && states["listen"] == 1, "{listening}");
    let (waiting, _) = words(near.as_raw_fd());
    let port = listener.local_addr().unwrap().port();
    assert!(waiting.contains(&format!(" to 127.0.0.1:{port}, ")), "{waiting}");
    assert!(waiting.ends_with("close-wait") || waiting.ends_with("established"), "{waiting}");
}
