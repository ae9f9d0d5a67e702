//! What threads do and wait for.

use super::super::text;
use super::golden::check;
use super::*;

fn waiting(id: u64, kind: WaitKind, reason: &str, since: Option<u64>) -> Thread {
    let since = since.map(Duration::from_secs);
    let reason = reason.to_owned();
    let second = Duration::from_secs(1);
    Thread {
        wait: Some(Wait { kind, reason, on: None, since, at_least: false }),
        age: Some(Duration::from_secs(id * 3600)),
        cpu: Some(CpuTime { user: second * 2, system: second / 4 }),
        switches: Some(Switches { voluntary: id, involuntary: 1 }),
        ..thread(id, "w", Ok(0))
    }
}

fn with_stack(threads: Vec<Thread>) -> Threads {
    let stacks = vec![Stack::new(vec![frame("f", "a.rs", 1)], StackEnd::Root)];
    Threads { threads, stacks, ..Threads::default() }
}

const STACK: &str = "  0 f\n      at a.rs:1:5\n";

/// What stands below the table of states.
fn check_threads(threads: Threads, expect: &str) {
    let number = threads.threads.len();
    let rule = "-".repeat(72);
    let states =
        format!("{:^35}|{:^36}\n{rule}\n{:^35}|{:^36}\n", "State", "Threads", "sleeping", number);
    let states: String = states.lines().map(|line| format!("{line:<72}\n")).collect();
    check(Section::new("Threads", Content::Threads(threads)), &format!("{states}{expect}"));
}

#[test]
fn a_thread_alone_is_told_with_all_that_is_known_of_it() {
    let mut reader = waiting(12, WaitKind::Io, "reads from tcp 10.0.0.1:5432", Some(90));
    reader.policy = Some("SCHED_FIFO, priority 10".to_owned());
    reader.call = Some(SystemCall {
        number: 45,
        name: Some("recvfrom".into()),
        arguments: [0; 6],
        detail: Some("fd 7 (unix /run/\n)".to_owned()),
    });
    let heading = format!("------{:^60}------", " Thread #12 w ");
    let expect = format!(
        "\n{heading}\n\
         state = sleeping, 12h old, cpu 2s user 250ms system, 13 switches (1 involuntary)\n\
         policy = SCHED_FIFO, priority 10\n\
         wait = reads from tcp 10.0.0.1:5432, for about 1m 30s\n\
         call = recvfrom(fd 7 (unix /run/\\u{{a}}))\n{STACK}"
    );
    check_threads(with_stack(vec![reader]), &expect);
}

#[test]
fn what_all_of_a_group_wait_for_is_told_once() {
    let reason = "waits for a std Mutex at 0x7f00";
    let mut threads: Vec<Thread> =
        (1..=3).map(|id| waiting(id, WaitKind::Lock, reason, Some(id))).collect();
    threads[2].cpu = Some(CpuTime { user: Duration::from_secs(9), system: Duration::ZERO });
    let mut threads = with_stack(threads);
    threads.contentions.push(Contention {
        address: 0x7f00,
        what: "a std Mutex".to_owned(),
        waiters: vec![1, 2, 3],
        owner: None,
    });
    let heading = format!("------{:^60}------", " 3 threads with this stack ");
    let expect = format!(
        "\n3 threads wait for a std Mutex at 0x7f00: #1, #2, #3\n\
         <a std Mutex does not tell who has it>\n\
         \n{heading}\nsleeping = #1 w, #2 w, #3 w\nage = 1h to 3h\n\
         cpu = 13s user 500ms system in all, most by #3 w: 9s\n\
         switches = 9 (3 involuntary) in all\n\
         wait = waits for a std Mutex at 0x7f00, for about 1s to 3s\n{STACK}"
    );
    check_threads(threads, &expect);
}

#[test]
fn of_no_time_nobody_has_the_most() {
    let fresh =
        |id| Thread { cpu: Some(CpuTime::default()), ..waiting(id, WaitKind::Io, "reads", None) };
    let threads = with_stack(vec![fresh(1), fresh(2)]);
    let text = text(&report(vec![Section::new("Threads", Content::Threads(threads))]));
    assert!(text.contains("\ncpu = 0s user 0s system in all\n"), "{text}");
}

#[test]
fn what_some_of_a_group_wait_for_is_told_with_their_ids() {
    let parked = |id, at| {
        let reason = format!("is parked by std::thread::park at {at:#x}");
        waiting(id, WaitKind::Park, &reason, None)
    };
    let mut reader = waiting(3, WaitKind::Io, "reads from a pipe", Some(60));
    reader.wait.as_mut().unwrap().at_least = true;
    let threads = with_stack(vec![parked(1, 0x10), parked(2, 0x20), reader]);
    let text = text(&report(vec![Section::new("Threads", Content::Threads(threads))]));
    let expect = "\nwait = is parked by std::thread::park:\n  #1 w, #2 w\n\
                  wait = reads from a pipe, for at least 1m:\n  #3 w\n";
    assert!(text.contains(expect), "{text}");
}

#[test]
fn a_doubtful_stack_is_marked_where_it_stands_and_in_the_summary() {
    let doubtful = |id| Thread {
        doubt: Some("was in\na library".to_owned()),
        ..waiting(id, WaitKind::Io, "reads", None)
    };
    let shown = |threads| {
        let threads = Content::Threads(with_stack(threads));
        text(&report(vec![Section::new("Threads", threads)]))
    };
    let alone = shown(vec![doubtful(1)]);
    assert!(alone.contains("\ndoubt = was in\\u{a}a library\nwait = reads\n"), "{alone}");
    assert!(alone.contains("\n  1 thread with a doubtful stack: was in\\u{a}a lib"), "{alone}");
    let group = shown(vec![doubtful(1), doubtful(2), waiting(3, WaitKind::Io, "reads", None)]);
    let expect = "\ndoubt = was in\\u{a}a library:\n  #1 w, #2 w\nwait = reads\n";
    assert!(group.contains(expect), "{group}");
}

#[test]
fn deadlocks_are_on_top_of_the_report() {
    let waits = |id, at: u64, owner: u64| {
        let reason = format!("waits for a pthread mutex at {at:#x} that #{owner} has");
        waiting(id, WaitKind::Lock, &reason, None)
    };
    let of_parking_lot = |id| waiting(id, WaitKind::Lock, "waits for a parking_lot Mutex", None);
    let mut threads = with_stack(vec![
        waits(1, 0x10, 22),
        waits(22, 0x20, 1),
        of_parking_lot(3),
        of_parking_lot(4),
    ]);
    let ring = |ring: &[(u64, Option<u64>)]| Deadlock { ring: ring.to_vec() };
    threads.deadlocks =
        vec![ring(&[(1, Some(0x10)), (22, Some(0x20))]), ring(&[(3, None), (4, None)])];
    let text = text(&report(vec![Section::new("Threads", Content::Threads(threads))]));
    let expect = "\ndeadlock = #1 w waits for a pthread mutex at 0x10 that #22 has; \
                  #22 w waits for a pthread mutex at 0x20 that #1 has\n\
                  deadlock = #3 w waits for a parking_lot Mutex; \
                  #4 w waits for a parking_lot Mutex\ntime     = ";
    assert!(text.contains(expect), "{text}");
}
