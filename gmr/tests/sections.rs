//! What sections may do to a report: nothing.

mod child;

use child::{Service, hear, play, say, section, serve};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Barrier, Mutex};
use std::time::Duration;

/// For sections that end; a machine that is busy with other tests must not change what they say.
const AMPLE: Duration = Duration::from_secs(30);
/// For sections that do not end, and so are waited for in full.
const SHORT: Duration = Duration::from_millis(300);

/// Sets up, registers and serves.
fn service(limit: Duration, register: impl FnOnce()) {
    let _guard =
        gmr::setup_autorun!(section_timeout = limit, deadline = 2 * AMPLE).expect("set-up");
    register();
    say("ready");
    serve();
}

fn report_of(name: &str) -> String {
    Service::start(name, |_| {}).only_report()
}

#[test]
fn a_panic_is_told_with_its_place_and_the_rest_stands() {
    play("a_panic_is_told_with_its_place_and_the_rest_stands", || {
        service(AMPLE, || {
            let bad = || -> u32 { panic!("no such pool: postgres://u:hunter2@db") };
            gmr::register("Bad", bad).detach();
            gmr::register("Good", || 42).detach();
        });
    });
    let report = report_of("a_panic_is_told_with_its_place_and_the_rest_stands");
    let bad = section(&report, "Bad");
    assert!(bad.contains("no such pool") && bad.contains("sections.rs:"), "{bad}");
    assert!(bad.contains("postgres://u:***@db"), "{bad}");
    assert!(section(&report, "Good").contains("42"), "{report}");
}

#[test]
fn an_error_without_end_is_cut() {
    #[derive(Debug)]
    struct Endless;
    impl std::fmt::Display for Endless {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            loop {
                f.write_str("again and ")?;
            }
        }
    }
    impl std::error::Error for Endless {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&Endless)
        }
    }
    #[gmr::section("Endless")]
    fn endless() -> Result<u8, Endless> {
        if std::env::var_os("ENDLESS").is_some() { Err(Endless) } else { Ok(7) }
    }
    let name = "an_error_without_end_is_cut";
    play(name, || {
        let report = gmr::collect();
        let section = report.section("Endless").expect("a section");
        let text = format!("{:?}", section.content);
        say(&format!("{:?} {} {}", section.status, text.len() < 64 << 20, &text[..40]));
    });
    let mut service = Service::start(name, |command| {
        command.env("ENDLESS", "yes");
    });
    let said = service.hear();
    assert!(said.starts_with("Ok true ") && said.contains("Error"), "{said}");
    service.end_well();
}

#[test]
fn a_panic_half_way_keeps_what_was_written() {
    struct Half;
    impl gmr::ReportValue for Half {
        fn report(&self, out: gmr::Out<'_>) {
            let mut map = out.map();
            map.entry("first").uint(1);
            map.entry("password").str("hunter2");
            let _ = map.entry("boom");
            panic!("half way");
        }
    }
    play("a_panic_half_way_keeps_what_was_written", || {
        service(AMPLE, || gmr::register("Half", || Half).detach());
    });
    let report = report_of("a_panic_half_way_keeps_what_was_written");
    let half = section(&report, "Half");
    for line in ["first = 1", "password = ***", "boom = <unfinished>", "half way"] {
        assert!(half.contains(line), "no `{line}` in:\n{half}");
    }
    assert!(!report.contains("hunter2"));
}

#[test]
fn the_programs_panic_hook_is_silent_for_sections_and_only_for_them() {
    play("the_programs_panic_hook_is_silent_for_sections_and_only_for_them", || {
        std::panic::set_hook(Box::new(|info| say(&format!("hook: {info}"))));
        let _guard = gmr::setup_autorun!().expect("set-up");
        gmr::register("Bad", || -> u32 { panic!("of a section") }).detach();
        let report = gmr::collect();
        assert!(report.section("Bad").is_some());
        let _ = std::thread::spawn(|| panic!("of the program")).join();
    });
    let name = "the_programs_panic_hook_is_silent_for_sections_and_only_for_them";
    let mut service = Service::start(name, |_| {});
    // The hook's first word is of the program's panic: the section's came before it, unheard.
    let place = service.hear();
    let text = service.line("");
    assert!(
        place.contains("hook: panicked at") && text.contains("of the program"),
        "{place} {text}"
    );
}

#[test]
fn a_hook_that_replaces_ours_hears_of_one_section_at_most() {
    let name = "a_hook_that_replaces_ours_hears_of_one_section_at_most";
    play(name, || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        static HEARD: AtomicU32 = AtomicU32::new(0);
        std::panic::set_hook(Box::new(|_| _ = HEARD.fetch_add(1, Ordering::Relaxed)));
        gmr::register("Bad", || -> u32 { panic!("again") }).detach();
        for _ in 0..5 {
            let report = gmr::collect();
            assert!(!report.is_complete());
        }
        say(&HEARD.load(Ordering::Relaxed).to_string());
    });
    let mut service = Service::start(name, |_| {});
    assert_eq!(service.hear(), "1");
    service.end_well();
}

#[test]
fn a_panic_hook_may_ask_for_a_report() {
    play("a_panic_hook_may_ask_for_a_report", || {
        std::panic::set_hook(Box::new(|_| {
            say(&format!("{:?}", gmr::collect().section("Package").map(|s| &s.status)));
        }));
        let _ = std::panic::catch_unwind(|| panic!("of the program"));
    });
    let mut service = Service::start("a_panic_hook_may_ask_for_a_report", |_| {});
    assert_eq!(service.hear(), "Some(Ok)");
    service.end_well();
}

#[test]
fn what_a_section_owns_is_dropped_on_a_worker() {
    struct Owned;
    impl Drop for Owned {
        fn drop(&mut self) {
            say(std::thread::current().name().unwrap_or_default());
        }
    }
    play("what_a_section_owns_is_dropped_on_a_worker", || {
        static GATE: Barrier = Barrier::new(2);
        let _guard = gmr::setup_autorun!(section_timeout = AMPLE).expect("set-up");
        let owned = Owned;
        let section = gmr::register("Owner", move || {
            let _ = &owned;
            GATE.wait();
            GATE.wait();
        });
        let asking = std::thread::spawn(gmr::collect);
        GATE.wait();
        drop(section);
        GATE.wait();
        assert!(asking.join().is_ok());
    });
    let mut service = Service::start("what_a_section_owns_is_dropped_on_a_worker", |_| {});
    assert_eq!(service.hear(), "gmr-worker");
    service.end_well();
}

#[test]
fn a_section_that_sleeps_is_left_behind_and_shown_where_it_is() {
    play("a_section_that_sleeps_is_left_behind_and_shown_where_it_is", || {
        service(SHORT, || {
            gmr::register("Slow", || std::thread::sleep(Duration::from_secs(60))).detach();
            gmr::register("Tail", || "after it").detach();
        });
    });
    let mut service =
        Service::start("a_section_that_sleeps_is_left_behind_and_shown_where_it_is", |_| {});
    service.hear();
    service.signal("USR2");
    let first = service.report();
    service.signal("USR2");
    let second = service.report();
    service.end_well();
    let slow = section(&first, "Slow");
    assert!(slow.contains("300ms") && slow.contains("sleep"), "{slow}");
    assert!(section(&first, "Tail").contains("after it"));
    let slow = section(&second, "Slow");
    assert!(slow.contains("still running since") && slow.contains("sleep"), "{slow}");
    assert!(section(&second, "Tail").contains("after it"));
}

#[test]
fn a_section_that_ends_late_is_run_again() {
    static GATE: Mutex<()> = Mutex::new(());
    play("a_section_that_ends_late_is_run_again", || {
        let closed = GATE.lock();
        let _guard =
            gmr::setup_autorun!(section_timeout = Duration::from_millis(50)).expect("set-up");
        gmr::register("Gate", || GATE.lock().is_ok()).detach();
        let first = gmr::collect();
        assert!(!first.is_complete());
        drop(closed);
        // It ends now, and some report after that runs it again: no event tells when.
        while !gmr::collect().is_complete() {}
        say("again");
    });
    let mut service = Service::start("a_section_that_ends_late_is_run_again", |_| {});
    assert_eq!(service.hear(), "again");
    service.end_well();
}

#[test]
fn a_section_that_needs_a_lock_of_main_does_not_stop_the_report() {
    static LOCK: Mutex<u32> = Mutex::new(7);
    play("a_section_that_needs_a_lock_of_main_does_not_stop_the_report", || {
        service(SHORT, || {
            std::mem::forget(LOCK.lock());
            gmr::register("Blocking", || LOCK.lock().map_or(0, |n| *n)).detach();
            gmr::register("Holder", || &LOCK).detach();
        });
    });
    let report = report_of("a_section_that_needs_a_lock_of_main_does_not_stop_the_report");
    assert!(section(&report, "Blocking").contains("timed out"), "{report}");
    assert!(section(&report, "Holder").contains("<locked>"), "{report}");
}

#[test]
fn many_sections_on_one_lock_leave_a_report_that_says_who_holds_the_workers() {
    static LOCK: Mutex<()> = Mutex::new(());
    play("many_sections_on_one_lock_leave_a_report_that_says_who_holds_the_workers", || {
        service(SHORT, || {
            std::mem::forget(LOCK.lock());
            for n in 0..6 {
                gmr::register(format!("Stuck {n}"), || LOCK.lock().is_ok()).detach();
            }
        });
    });
    let name = "many_sections_on_one_lock_leave_a_report_that_says_who_holds_the_workers";
    let mut service = Service::start(name, |_| {});
    service.hear();
    service.signal("USR2");
    let first = service.report();
    assert!(section(&first, "Stuck 0").contains("timed out"), "{first}");
    let last = section(&first, "Stuck 5");
    assert!(last.contains("not run") && last.contains("Stuck 0"), "{last}");
    // The workers were replaced, so the next report gets to the rest.
    service.signal("USR2");
    let second = service.report();
    assert!(section(&second, "Stuck 0").contains("still running since"), "{second}");
    assert!(section(&second, "Stuck 5").contains("timed out"), "{second}");
    service.end_well();
}

/// The ids of this process's threads.
#[cfg(target_os = "linux")]
fn threads() -> Vec<u64> {
    let tasks = std::fs::read_dir("/proc/self/task").expect("the kernel's list");
    tasks.filter_map(|task| task.ok()?.file_name().to_str()?.parse().ok()).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn no_thread_is_started_while_a_report_is_made() {
    play("no_thread_is_started_while_a_report_is_made", || {
        static DURING: Mutex<Vec<u64>> = Mutex::new(Vec::new());
        let _guard = gmr::setup_autorun!(section_timeout = AMPLE).expect("set-up");
        // The last section of all: whatever a report starts is there by then.
        gmr::register("Zzz", || DURING.lock().map(|mut ids| *ids = threads()).is_ok()).detach();
        // The first one comes after the workers are there.
        assert!(gmr::collect().is_complete());
        let before = threads();
        assert!(gmr::collect().is_complete());
        let Ok(during) = DURING.lock() else { panic!("poisoned") };
        let new: Vec<&u64> = during.iter().filter(|id| !before.contains(id)).collect();
        say(&format!("{} threads, new: {new:?}", during.len().min(6)));
    });
    let mut service = Service::start("no_thread_is_started_while_a_report_is_made", |_| {});
    // The part, the reporter and its four workers, at the least.
    assert_eq!(service.hear(), "6 threads, new: []");
    service.end_well();
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[test]
fn a_report_marks_the_threads_that_are_gmrs_own() {
    use gmr::model::Role;
    play("a_report_marks_the_threads_that_are_gmrs_own", || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        let report = gmr::collect();
        let Some(all) = report.threads() else { panic!("no threads") };
        let count = |role| all.threads.iter().filter(|thread| thread.role == role).count();
        say(&format!("{} reporter, {} workers", count(Role::Reporter), count(Role::Worker)));
    });
    let mut service = Service::start("a_report_marks_the_threads_that_are_gmrs_own", |_| {});
    assert_eq!(service.hear(), "1 reporter, 4 workers");
    service.end_well();
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[test]
fn the_threads_that_are_gmrs_own_are_idle() {
    use gmr::model::Role;
    const NAME: &str = "the_threads_that_are_gmrs_own_are_idle";
    play(NAME, || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        let idle = || {
            let report = gmr::collect();
            let Some(all) = report.threads() else { panic!("no threads") };
            let own = all.threads.iter().filter(|thread| thread.role != Role::Program);
            own.filter(|own| all.stack_of(own.id).is_some_and(|s| s.idle.is_some())).count()
        };
        // All but the worker that looks. They may still be on their way to sleep.
        while idle() != 4 {}
        say("idle");
    });
    let mut service = Service::start(NAME, |_| {});
    assert_eq!(service.hear(), "idle");
    service.end_well();
}

#[test]
fn a_report_ends_by_its_own_deadline() {
    play("a_report_ends_by_its_own_deadline", || {
        let whole = Duration::from_millis(1500);
        let _guard = gmr::setup_autorun!(deadline = whole).expect("set-up");
        for n in 0..3 {
            gmr::register(format!("Slow {n}"), || std::thread::sleep(Duration::from_secs(60)))
                .detach();
        }
        say("ready");
        hear();
        let report = gmr::collect();
        let Some(last) = report.section("Slow 2") else { panic!("no section") };
        say(&format!("{:?}", last.status));
    });
    let mut service = Service::start("a_report_ends_by_its_own_deadline", |_| {});
    service.hear();
    service.say("go");
    let status = service.hear();
    assert!(status.contains("NotRun") && status.contains("deadline"), "{status}");
    service.end_well();
}

#[test]
fn a_section_cannot_ask_for_a_report() {
    play("a_section_cannot_ask_for_a_report", || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        gmr::register("Asking", || gmr::report().err().map(|e| e.to_string())).detach();
        say(&format!("{:?}", gmr::collect().section("Asking")));
    });
    let mut service = Service::start("a_section_cannot_ask_for_a_report", |_| {});
    assert!(service.hear().contains("it would wait for itself"));
    service.end_well();
}

#[test]
fn unprintable_text_is_escaped_and_cannot_fake_a_section() {
    let fake = format!("x\u{1b}[2J\u{202e}\n{}\n", "=".repeat(72));
    play("unprintable_text_is_escaped_and_cannot_fake_a_section", || {
        service(AMPLE, move || {
            gmr::register("Ra\u{7}w", move || fake.clone()).detach();
            std::thread::Builder::new()
                .name("a\u{1b}\nb".to_owned())
                .spawn(|| {
                    loop {
                        std::thread::park();
                    }
                })
                .map(drop)
                .expect("a thread");
        });
    });
    let report = report_of("unprintable_text_is_escaped_and_cannot_fake_a_section");
    assert!(report.contains("Ra\\u{7}w") && report.contains("\\u{1b}[2J\\u{202e}"), "{report}");
    assert!(report.contains("a\\u{1b}\\u{a}b"), "{report}");
    let hostile = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!report.contains(hostile), "{report:?}");
    let banners = report.lines().filter(|line| **line == *"=".repeat(72)).count();
    let titles = report.lines().filter(|line| line.starts_with("====") && !line.ends_with("====="));
    assert_eq!(banners, 2 * titles.count(), "{report}");
}
