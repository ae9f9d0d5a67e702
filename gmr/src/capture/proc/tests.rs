#![allow(clippy::unwrap_used, clippy::panic)]

use super::stat::Policy;
use super::*;
#[cfg(gmr_capture)]
use crate::model::Switches;
use crate::model::ThreadState;
use proptest::prelude::*;
use proptest::sample::select;
#[cfg(gmr_capture)]
use std::time::Duration;

const REST: &str = "S 7 1 1 0 -1 4194304 5 0 6 0 11 22 0 0 20 -5 33 0 4444 5555 66 \
                    18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 2 10 1 0 0 0 0 0 0 0 0 0 0 0";

fn parse(name: &str) -> Stat {
    Stat::parse(format!("12 ({name}) {REST}\n").as_bytes()).unwrap()
}

#[test]
fn every_field_comes_from_its_place() {
    let stat = parse("worker");
    assert_eq!((stat.id, stat.name.as_str()), (12, "worker"));
    assert_eq!((stat.state, stat.parent), (ThreadState::Sleeping, 7));
    assert_eq!((stat.threads, stat.start_ticks), (33, 4444));
    assert_eq!((stat.minor_faults, stat.major_faults), (5, 6));
    assert_eq!((stat.user_ticks, stat.system_ticks), (11, 22));
    assert_eq!(stat.policy, Policy { number: 1, priority: 10, nice: -5 });
}

#[test]
fn what_the_kernel_does_not_tell_is_zero() {
    let line = format!("12 (x) {REST}").replacen(" 33 ", " -1 ", 1);
    assert_eq!(Stat::parse(line.as_bytes()).unwrap().threads, 0);
    let old = &line[..line.find("5555").unwrap()];
    let policy = Policy { nice: -5, ..Policy::default() };
    assert_eq!(Stat::parse(old.as_bytes()).unwrap().policy, policy);
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

#[test]
fn a_number_is_read_with_the_unit_of_the_kernel_only() {
    let status =
        Status::new(b"Threads:\t3\nVmRSS:\t   12 kB\nVmSize:\tx kB\nVmLck: 4 MB\nVmHWM:\n");
    assert_eq!((status.number("Threads"), status.number("VmRSS")), (Some(3), None));
    assert_eq!((status.kib("VmRSS"), status.bytes("VmRSS")), (Some(12), Some(12 * 1024)));
    for line in ["VmSize", "VmLck", "VmHWM", "Threads", "Vm"] {
        assert_eq!(status.kib(line), None, "{line}");
    }
    assert_eq!(Status::new(b"A: 18446744073709551615 kB").bytes("A"), None);
}

#[cfg(gmr_capture)]
#[test]
fn only_a_policy_that_is_not_the_default_has_words() {
    let words = |number, priority, nice| Policy { number, priority, nice }.words();
    let cases = [
        (words(0, 0, 0), None),
        (words(0, 0, 5), Some("nice 5")),
        (words(1, 10, 0), Some("SCHED_FIFO, priority 10")),
        (words(2, 99, -5), Some("SCHED_RR, priority 99")),
        (words(3, 0, 0), Some("SCHED_BATCH")),
        (words(5, 0, 19), Some("SCHED_IDLE, nice 19")),
        (words(77, 1, 1), Some("scheduling policy 77")),
    ];
    for (words, expect) in cases {
        assert_eq!(words.as_deref(), expect);
    }
}

#[cfg(gmr_capture)]
#[test]
fn switches_are_told_apart_by_whole_names() {
    let text = b"Name:\tvoluntary_ctxt_switches:\t9\nvoluntary_ctxt_switches:\t15\n\
                 nonvoluntary_ctxt_switches:\t2\n";
    let expect = Switches { voluntary: 15, involuntary: 2 };
    assert_eq!(switches(text), Some(expect));
    for len in 0..text.len() - 2 {
        assert_eq!(switches(&text[..len]), None, "{len}");
    }
}

#[cfg(gmr_capture)]
#[test]
fn the_scheduler_counts_in_milliseconds() {
    let read = |line: &str| last_run(line.as_bytes());
    let line =
        "cat (20199, #threads: 1)\n---\nse.exec_start        :      22364371.045641\nx : 1\n";
    assert_eq!(read(line), Some(Duration::from_nanos(22_364_371_045_641)));
    for wrong in ["", "se.exec_start", "se.exec_start : 1", "se.exec_start : 1.5", "x : 1.000000"] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
    assert_eq!(read("se.exec_start : -1.000000"), None);
    let last = format!("se.exec_start : {}.999999", u64::MAX);
    assert!(read(&last).is_some());
}

/// A line as the kernel writes it, with parts that it would not write.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let field = prop_oneof![
        Just("S".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| format!("{number:#x}")),
        "[ ():\n.a-z_0-9]{0,12}",
        select(vec!["1 (a) ", "voluntary_ctxt_switches:", "se.exec_start :", "running", "-1", ")"])
            .prop_map(str::to_owned),
    ];
    let line = prop::collection::vec(field, 0..60).prop_map(|fields| fields.join(" ").into_bytes());
    prop_oneof![line, prop::collection::vec(any::<u8>(), 0..400)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_comes_back(name in "[ -~\n\t)(]{0,15}") {
        let stat = parse(&name);
        prop_assert_eq!((stat.name, stat.start_ticks), (name, 4444));
    }

    #[test]
    fn no_bytes_are_too_wild(line in lines()) {
        // Whatever they are: an answer or none, never a panic.
        let stat = Stat::parse(&line);
        prop_assert!(stat.is_none_or(|_| line.contains(&b'(') && line.contains(&b')')));
        let _ = Status::new(&line).field("State");
        #[cfg(gmr_capture)]
        {
            let _ = (switches(&line), last_run(&line), CallState::parse(&line));
        }
    }
}

#[cfg(gmr_capture)]
#[test]
fn this_process_is_read_as_it_is() {
    if crate::sys::snapshot::testing::skip_emulated("the files of the process are made up") {
        return;
    }
    let pid = u64::from(std::process::id());
    let process = stat(pid).unwrap();
    assert_eq!(process.id, pid);
    assert!(process.threads >= 1);

    let tasks = Tasks::open().unwrap();
    let ids = thread_ids().unwrap();
    assert!(ids.contains(&pid) && ids.is_sorted());
    assert_eq!(tasks.stat(pid).unwrap().start_ticks, process.start_ticks);
    assert!(tasks.status(pid).unwrap().field("SigBlk").is_some());
    assert!(tasks.switches(pid).unwrap().voluntary > 0);
    assert!(age(process.start_ticks).unwrap() < Duration::from_secs(86_400));
    assert!(tasks.stat(u64::MAX).is_err());
}
