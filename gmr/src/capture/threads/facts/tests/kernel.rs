//! What the kernel counts.

use super::*;
use crate::sys::snapshot::testing::turn;
use std::sync::mpsc;
use std::time::Duration;

#[test]
fn age_time_and_switches_are_told_of_every_thread() {
    let _turn = turn();
    let sleeper = Subject::start("sleeper", wait);
    let spinner =
        Subject::start(
            "spinner",
            |stopped| while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {},
        );
    sleeper.wait_until_asleep();
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);
    let thread = thread_of(&threads, sleeper.id);
    assert!(thread.age.unwrap() < Duration::from_secs(3600));
    assert!(thread.switches.unwrap().voluntary > 0);
    // Nothing else than whoever runs the tests chose.
    let nice = rustix::process::getpriority_process(None).unwrap();
    assert_eq!(thread.policy, (nice != 0).then(|| format!("nice {nice}")));
    assert!(threads.threads.iter().all(|thread| thread.cpu.is_some()));
    sleeper.stop();
    spinner.stop();
}

#[test]
fn time_on_a_processor_is_told() {
    let _turn = turn();
    let burner = Subject::start("burner", |stopped| {
        let spent = || rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        while spent().tv_nsec < 60_000_000 {}
        wait(stopped);
    });
    burner.wait_until_asleep();
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);
    let cpu = thread_of(&threads, burner.id).cpu.unwrap();
    // The kernel counts in hundredths of a second.
    assert!(cpu.user + cpu.system >= Duration::from_millis(50), "{cpu:?}");
    burner.stop();
}

#[test]
fn a_policy_that_is_not_the_default_is_told() {
    let _turn = turn();
    let (tell, told) = mpsc::channel();
    let nice = Subject::start("nice", move |stopped| {
        // Of this thread alone.
        tell.send(rustix::process::nice(5).unwrap()).unwrap();
        wait(stopped);
    });
    let expect = format!("nice {}", told.recv().unwrap());
    nice.wait_until_asleep();
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);
    assert_eq!(thread_of(&threads, nice.id).policy.as_ref(), Some(&expect));
    nice.stop();
}
