#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;

const REST: &str = "S 7 1 1 0 -1 4194304 5 0 0 0 11 22 0 0 20 0 33 0 4444 5555 66 184 1 1";

fn parse(name: &str) -> Stat {
    Stat::parse(format!("12 ({name}) {REST}\n").as_bytes()).unwrap()
}

#[test]
fn every_field_comes_from_its_place() {
    let stat = parse("worker");
    assert_eq!((stat.id, stat.name.as_str()), (12, "worker"));
    assert_eq!((stat.state, stat.parent), (ThreadState::Sleeping, 7));
    assert_eq!((stat.threads, stat.start_ticks), (33, 4444));
}

#[test]
fn a_name_can_hold_what_ends_names() {
    for name in ["a) R 1 (b", ") R 9", "\u{1b}[31mred", "two\nlines", "", "((", "))"] {
        let stat = parse(name);
        assert_eq!(stat.name, name);
        assert_eq!((stat.state, stat.parent), (ThreadState::Sleeping, 7));
    }
}

#[test]
fn a_name_need_not_be_utf8() {
    let line = [b"12 (\xff) ".as_slice(), REST.as_bytes()].concat();
    assert_eq!(Stat::parse(&line).unwrap().name, "\u{fffd}");
}

#[test]
fn a_line_that_is_cut_is_refused() {
    let line = format!("12 (worker) {REST}");
    for len in 0..=line.find("4444").unwrap() {
        assert_eq!(Stat::parse(&line.as_bytes()[..len]), None, "{len}");
    }
    assert_eq!(Stat::parse(b")("), None);
}

#[cfg(gmr_capture)]
#[test]
fn a_status_line_is_found_by_its_whole_name() {
    let status = Status::new(b"Name:\tx\nSigPnd:\t0000000000000001\nSigBlk:\t0000000400000000\n");
    assert_eq!(status.field("Name"), Some("x"));
    assert_eq!(status.field("Sig"), None);
    assert!(status.has_signal("SigPnd", 1));
    assert!(status.has_signal("SigBlk", 35));
    assert!(!status.has_signal("SigBlk", 34));
    assert!(!status.has_signal("SigCgt", 35));
    assert!(!status.has_signal("SigBlk", 0) && !status.has_signal("SigBlk", 200));
}

#[cfg(gmr_capture)]
#[test]
fn this_process_is_read_as_it_is() {
    let pid = u64::from(std::process::id());
    let process = stat(pid).unwrap();
    assert_eq!(process.id, pid);
    assert!(process.threads >= 1);

    let tasks = Tasks::open().unwrap();
    let ids = thread_ids().unwrap();
    assert!(ids.contains(&pid) && ids.is_sorted());
    assert_eq!(tasks.stat(pid).unwrap().start_ticks, process.start_ticks);
    assert!(tasks.status(pid).unwrap().field("SigBlk").is_some());
    assert!(tasks.stat(u64::MAX).is_err());
}
