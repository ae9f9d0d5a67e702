//! A report on a panic of the program: made once, bounded in time, and never in its way.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

mod child;
mod fork;

use child::{RATE_LIMIT, Service, play, say, section, serve};
use fork::fork;
use gmr::Guard;
use std::os::unix::process::ExitStatusExt as _;
use std::panic::catch_unwind;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Barrier};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

/// For sections that do not end.
const LONG: Duration = Duration::from_secs(60);

fn set_up() -> Guard {
    gmr::setup_autorun!(on_panic = true).expect("set-up")
}

/// Starts the part with the limit that a program has, which is far longer than the test takes.
fn limited(name: &str) -> Service {
    Service::start(name, |command| {
        command.env(RATE_LIMIT, "1h");
    })
}

/// A number that stands behind `before` in the report, or 0.
fn number(report: &str, before: &str) -> u64 {
    let Some((_, rest)) = report.split_once(before) else { return 0 };
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[inline(never)]
fn draw_from_the_pool() {
    panic!("no pool at postgres://u:hunter2@db");
}

#[test]
fn a_panic_makes_a_report_with_its_message_place_thread_and_stack() {
    let name = "a_panic_makes_a_report_with_its_message_place_thread_and_stack";
    play(name, || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        let worker = thread::Builder::new().name("worker-7".to_owned());
        let ended = worker.spawn(draw_from_the_pool).unwrap().join();
        // The panic goes on as it would have.
        let payload = ended.expect_err("a panic").downcast::<&str>().unwrap();
        say(&payload);
        serve();
    });
    let mut service = Service::start(name, |command| {
        command.env("GMR_ON_PANIC", "1");
    });
    // The hook that was there has spoken first.
    service.complaint("no pool at postgres://u:hunter2@db");
    let report = service.report();
    let id = number(&report, "trigger  = panic of thread #");
    assert!(report.contains(&format!("#{id} worker-7 at gmr/tests/panics.rs:")), "{report}");
    assert!(report.contains("\npanic    = no pool at postgres://u:***@db\n"), "{report}");
    assert!(!report.contains("hunter2"), "{report}");
    if cfg!(gmr_capture) {
        assert!(report.contains(", whose stack is under Threads"), "{report}");
        let threads = section(&report, "Threads");
        let (_, of_thread) = threads.split_once(&format!("#{id} worker-7")).expect(threads);
        assert!(of_thread.contains("panics::draw_from_the_pool"), "{threads}");
    }
    assert_eq!(service.hear(), "no pool at postgres://u:hunter2@db");
    service.end_well();
}

#[test]
fn nobody_who_did_not_ask_for_it_gets_a_report_on_a_panic() {
    let name = "nobody_who_did_not_ask_for_it_gets_a_report_on_a_panic";
    play(name, || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        assert!(thread::spawn(draw_from_the_pool).join().is_err());
    });
    let rest = Service::start(name, |_| {}).end_well();
    assert!(rest.contains("no pool at") && !rest.contains("Guru Meditation"), "{rest}");
}

#[test]
fn the_lines_of_a_failed_assertion_stay_lines() {
    let name = "the_lines_of_a_failed_assertion_stay_lines";
    play(name, || {
        let _guard = set_up();
        let _ = catch_unwind(|| assert_eq!(1 + 1, 3, "\u{1b}[2J"));
        serve();
    });
    let mut service = Service::start(name, |_| {});
    let report = service.report();
    let lines =
        "panic    = \n  assertion `left == right` failed: \\u{1b}[2J\n    left: 2\n   right: 3\n";
    assert!(report.contains(lines), "{report}");
    service.end_well();
}

#[test]
fn the_hook_that_is_there_runs_before_the_report_is_made() {
    let name = "the_hook_that_is_there_runs_before_the_report_is_made";
    play(name, || {
        static HAS_RUN: AtomicBool = AtomicBool::new(false);
        std::panic::set_hook(Box::new(|_| HAS_RUN.store(true, Ordering::Relaxed)));
        let _guard = set_up();
        gmr::register("Hook", || HAS_RUN.load(Ordering::Relaxed)).detach();
        let _ = catch_unwind(draw_from_the_pool);
        serve();
    });
    let mut service = Service::start(name, |_| {});
    assert_eq!(section(&service.report(), "Hook").trim(), "true");
    service.end_well();
}

#[test]
fn neither_a_section_nor_a_thread_of_gmrs_own_starts_another_report() {
    let name = "neither_a_section_nor_a_thread_of_gmrs_own_starts_another_report";
    play(name, || {
        let _guard = set_up();
        gmr::register("Bad", || -> u8 { panic!("of a section") }).detach();
        gmr::report().expect("a report");
        // The reporter wakes whoever waits; what an executor does then is its own.
        struct Bomb;
        impl Wake for Bomb {
            fn wake(self: Arc<Self>) {
                WOKEN.store(true, Ordering::Relaxed);
                panic!("on the reporter's thread");
            }
        }
        static WOKEN: AtomicBool = AtomicBool::new(false);
        let mut report = pin!(gmr::report_async());
        let waker = Waker::from(Arc::new(Bomb));
        while report.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            thread::yield_now();
        }
        assert!(WOKEN.load(Ordering::Relaxed));
    });
    let (status, text) = Service::start(name, |_| {}).end();
    assert!(status.success(), "{text}");
    assert_eq!(text.matches("\nEnd of Guru Meditation").count(), 2, "{text}");
    assert!(!text.contains("trigger  = panic"), "{text}");
}

#[test]
fn threads_that_panic_at_once_have_one_report_that_counts_them() {
    const THREADS: u64 = 16;
    let name = "threads_that_panic_at_once_have_one_report_that_counts_them";
    play(name, || {
        static GATE: Barrier = Barrier::new(THREADS as usize);
        let _guard = set_up();
        let panic = || {
            GATE.wait();
            draw_from_the_pool();
        };
        let threads: Vec<_> = (0..THREADS).map(|_| thread::spawn(panic)).collect();
        assert!(threads.into_iter().all(|thread| thread.join().is_err()));
        gmr::report().expect("a report that counts those that came too late");
        serve();
    });
    let mut service = limited(name);
    let (first, second) = (service.report(), service.report());
    let answered = number(&first, "whose stack is under Threads, ").max(1);
    assert!(first.contains("trigger  = panic"), "{first}");
    assert!(second.contains("trigger  = API call"), "{second}");
    let late = number(&second, "panics that the rate limit of 3600s suppressed: ");
    assert_eq!(answered + late, THREADS, "{first}{second}");
    service.end_well();
}

#[test]
fn panics_that_are_caught_in_a_loop_have_one_report_and_are_counted() {
    let name = "panics_that_are_caught_in_a_loop_have_one_report_and_are_counted";
    play(name, || {
        std::panic::set_hook(Box::new(|_| {}));
        let _guard = set_up();
        for _ in 0..1000 {
            assert!(catch_unwind(draw_from_the_pool).is_err());
        }
        gmr::report().expect("a report");
        serve();
    });
    let mut service = limited(name);
    assert!(service.report().contains("trigger  = panic"));
    let report = service.report();
    assert_eq!(number(&report, "panics that the rate limit of 3600s suppressed: "), 999);
    service.end_well();
}

#[test]
fn a_signal_is_answered_soon_after_a_panic_and_a_panic_soon_after_a_signal() {
    let name = "a_signal_is_answered_soon_after_a_panic_and_a_panic_soon_after_a_signal";
    play(name, || {
        let _guard = set_up();
        say("ready");
        child::hear();
        let _ = catch_unwind(draw_from_the_pool);
        serve();
    });
    let mut service = limited(name);
    service.hear();
    service.signal("USR2");
    assert!(service.report().contains("trigger  = signal"));
    service.say("go");
    assert!(service.report().contains("trigger  = panic"));
    service.end_well();
}

#[test]
fn a_panic_in_a_drop_has_its_report() {
    let name = "a_panic_in_a_drop_has_its_report";
    play(name, || {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("in a drop");
            }
        }
        let _guard = set_up();
        let _ = catch_unwind(|| drop(Bomb));
        serve();
    });
    let mut service = Service::start(name, |_| {});
    assert!(service.report().contains("panic    = in a drop"));
    service.end_well();
}

#[test]
fn a_thread_that_panics_while_it_panics_ends_the_process_after_the_first_report() {
    let name = "a_thread_that_panics_while_it_panics_ends_the_process_after_the_first_report";
    play(name, || {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("the second");
            }
        }
        let _guard = set_up();
        let _ = catch_unwind(|| {
            let _bomb = Bomb;
            panic!("the first");
        });
        say("not reached");
    });
    let (status, text) = limited(name).end();
    assert_eq!(status.signal(), Some(libc::SIGABRT), "{text}");
    assert_eq!(text.matches("\nEnd of Guru Meditation").count(), 1, "{text}");
    assert!(text.contains("panic    = the first") && text.contains("the second"), "{text}");
}

#[test]
fn a_panic_that_cannot_unwind_has_its_report_before_the_process_aborts() {
    let name = "a_panic_that_cannot_unwind_has_its_report_before_the_process_aborts";
    extern "C" fn called_by_c() {
        draw_from_the_pool();
    }
    play(name, || {
        let _guard = set_up();
        called_by_c();
    });
    let (status, text) = limited(name).end();
    assert_eq!(status.signal(), Some(libc::SIGABRT), "{text}");
    assert!(text.contains("\nEnd of Guru Meditation Report"), "{text}");
}

#[test]
fn a_fork_child_panics_without_a_report_until_it_sets_up_again() {
    let name = "a_fork_child_panics_without_a_report_until_it_sets_up_again";
    play(name, || {
        let _guard = set_up();
        if fork() == 0 {
            let _ = catch_unwind(|| panic!("before"));
            say("went on");
            gmr::rearm().expect("a set-up");
            let _ = catch_unwind(|| panic!("after"));
            say(&std::process::id().to_string());
        }
        serve();
    });
    let mut service = limited(name);
    assert_eq!(service.hear(), "went on");
    let report = service.report();
    assert!(report.contains("panic    = after"), "{report}");
    let child = service.hear();
    assert!(report.contains(&format!("pid      = {child}\n")), "{report}");
    assert!(!service.end_well().contains("Guru Meditation"));
}

#[test]
fn the_end_of_a_set_up_ends_its_reports_and_leaves_the_hooks_of_others() {
    let name = "the_end_of_a_set_up_ends_its_reports_and_leaves_the_hooks_of_others";
    play(name, || {
        static HEARD: AtomicU32 = AtomicU32::new(0);
        let guard = set_up();
        let ours = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            HEARD.fetch_add(1, Ordering::Relaxed);
            ours(info);
        }));
        drop(guard);
        let _ = catch_unwind(|| panic!("after the end"));
        // Ours is still behind that of the program, and not put there again.
        for _ in 0..3 {
            drop(set_up());
        }
        let _guard = set_up();
        let _ = catch_unwind(|| panic!("with the next set-up"));
        say(&HEARD.load(Ordering::Relaxed).to_string());
    });
    let mut service = Service::start(name, |_| {});
    assert!(service.report().contains("panic    = with the next set-up"));
    assert_eq!(service.hear(), "2");
    assert!(!service.end_well().contains("Guru Meditation"));
}

#[test]
fn a_set_up_after_the_program_has_replaced_the_hook_puts_ours_behind_it() {
    let name = "a_set_up_after_the_program_has_replaced_the_hook_puts_ours_behind_it";
    play(name, || {
        drop(set_up());
        std::panic::set_hook(Box::new(|_| say("the program's")));
        let _guard = set_up();
        let _ = catch_unwind(draw_from_the_pool);
        serve();
    });
    let mut service = Service::start(name, |_| {});
    assert_eq!(service.hear(), "the program's");
    assert!(service.report().contains("trigger  = panic"));
    service.end_well();
}

#[test]
fn a_report_on_a_panic_ends_in_seconds_whatever_the_sections_do() {
    let name = "a_report_on_a_panic_ends_in_seconds_whatever_the_sections_do";
    play(name, || {
        let _guard = gmr::setup_autorun!(on_panic = true, section_timeout = LONG).expect("set-up");
        for n in 0..3 {
            gmr::register(format!("Slow {n}"), || thread::sleep(LONG)).detach();
        }
        let _ = catch_unwind(draw_from_the_pool);
        serve();
    });
    let mut service = Service::start(name, |_| {});
    let report = service.report();
    assert!(section(&report, "Slow 0").contains("timed out"), "{report}");
    assert!(section(&report, "Slow 2").contains("the report's deadline of 3s had passed"));
    service.end_well();
}

#[test]
fn a_panic_does_not_wait_for_ever_for_a_reporter_that_is_busy() {
    let name = "a_panic_does_not_wait_for_ever_for_a_reporter_that_is_busy";
    play(name, || {
        static GATE: Barrier = Barrier::new(2);
        let guard = gmr::setup_autorun!(on_panic = true, section_timeout = LONG, deadline = LONG);
        let _guard = guard.expect("set-up");
        let section = || {
            GATE.wait();
            thread::sleep(LONG);
        };
        gmr::register("Slow", section).detach();
        thread::spawn(gmr::report);
        GATE.wait();
        for _ in 0..2 {
            assert!(catch_unwind(draw_from_the_pool).is_err());
        }
        say("went on");
    });
    let mut service = limited(name);
    assert_eq!(service.hear(), "went on");
    let (status, text) = service.end();
    assert!(status.success() && !text.contains("Guru Meditation"), "{text}");
}
