//! What asks for a report: a signal, a file, a call.

mod child;
mod fork;

use child::{Service, play, say, section, serve};
use fork::fork;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn requests(report: &str) -> u64 {
    let trigger =
        report.lines().find(|line| line.trim_start().starts_with("trigger")).expect(report);
    match trigger.split(", ").find_map(|part| part.strip_suffix(" requests")) {
        Some(number) => number.parse().expect("a number"),
        None => 1,
    }
}

#[test]
fn a_signal_makes_a_report_that_names_its_sender() {
    play("a_signal_makes_a_report_that_names_its_sender", || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        say("ready");
        serve();
    });
    let mut service = Service::start("a_signal_makes_a_report_that_names_its_sender", |_| {});
    service.hear();
    // A shell's own `kill`, so that the sender is the shell.
    let script = format!("echo $$; kill -USR2 {}; true", service.pid());
    let shell = Command::new("sh").args(["-c", &script]).output().expect("a shell");
    let sender = String::from_utf8_lossy(&shell.stdout).trim().to_owned();
    let report = service.report();
    assert!(report.contains(&format!("signal SIGUSR2 from pid {sender} (uid ")), "{report}");
    service.end_well();
}

#[test]
fn spaced_signals_each_make_a_report() {
    play("spaced_signals_each_make_a_report", || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        say("ready");
        serve();
    });
    let mut service = Service::start("spaced_signals_each_make_a_report", |_| {});
    service.hear();
    for _ in 0..50 {
        service.signal("USR2");
        assert_eq!(requests(&service.report()), 1);
    }
    service.end_well();
}

#[test]
fn a_burst_of_signals_is_one_report_and_one_more_for_what_came_meanwhile() {
    let name = "a_burst_of_signals_is_one_report_and_one_more_for_what_came_meanwhile";
    play(name, || {
        static GATE: Barrier = Barrier::new(2);
        // The section holds the first report open until the whole burst has come.
        let first = AtomicBool::new(true);
        let gate = move || {
            if first.swap(false, Ordering::Relaxed) {
                GATE.wait();
                GATE.wait();
            }
        };
        gmr::register("Gate", gate).detach();
        let _guard =
            gmr::setup_autorun!(section_timeout = Duration::from_secs(30)).expect("set-up");
        raise();
        GATE.wait();
        (0..1000).for_each(|_| raise());
        GATE.wait();
        serve();
    });
    let mut service = Service::start(name, |_| {});
    assert_eq!(requests(&service.report()), 1);
    assert_eq!(requests(&service.report()), 1000);
    let rest = service.end_well();
    assert!(!rest.contains("Guru Meditation"), "{rest}");
}

/// To oneself a signal is delivered before the call returns, so none is lost.
fn raise() {
    signal_hook::low_level::raise(signal_hook::consts::SIGUSR2).expect("raise");
}

#[test]
fn another_signal_can_be_chosen_and_none_too() {
    play("another_signal_can_be_chosen_and_none_too", || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        say("ready");
        serve();
    });
    let name = "another_signal_can_be_chosen_and_none_too";
    let mut service = Service::start(name, |command| {
        command.env("GMR_SIGNAL", "USR1");
    });
    service.hear();
    service.signal("USR1");
    assert!(service.report().contains("signal SIGUSR1"));
    service.end_well();

    let mut silent = Service::start(name, |command| {
        command.env("GMR_SIGNAL", "none");
    });
    silent.hear();
    silent.signal("USR2");
    let (status, _) = silent.end();
    // Nobody took the signal, so it does what signals do.
    assert!(!status.success(), "{status}");
}

#[test]
fn a_handler_of_the_process_is_not_replaced_unless_told() {
    play("a_handler_of_the_process_is_not_replaced_unless_told", || {
        handle_sigusr2();
        let error = gmr::setup_autorun!().expect_err("the signal is taken");
        assert!(error.is_signal_taken());
        say(&error.to_string());
        let _guard = gmr::setup_autorun!(take_signal = true).expect("told to take it");
        say("ready");
        serve();
    });
    let name = "a_handler_of_the_process_is_not_replaced_unless_told";
    let mut service = Service::start(name, |_| {});
    let error = service.hear();
    assert!(error.contains("SIGUSR2") && error.contains("take_signal"), "{error}");
    service.hear();
    service.signal("USR2");
    assert_eq!(service.hear(), "own handler");
    service.report();
    service.end_well();
}

/// Installs a handler of the process's own, which says so on stdout.
#[allow(unsafe_code)]
fn handle_sigusr2() {
    let own = || {
        let line = b"\nservice: own handler\n";
        // SAFETY: the line is as long as it says.
        unsafe { libc::write(1, line.as_ptr().cast(), line.len()) };
    };
    // SAFETY: the action is one system call.
    let registered = unsafe { signal_hook::low_level::register(libc::SIGUSR2, own) };
    registered.expect("a handler");
}

#[test]
fn a_second_set_up_names_the_first() {
    play("a_second_set_up_names_the_first", || {
        let _guard = gmr::setup_autorun!(service_name = "first").expect("set-up");
        let error = gmr::setup_autorun!(service_name = "second").expect_err("a second one");
        assert!(error.is_already_set_up());
        say(&error.to_string());
        serve();
    });
    let mut service = Service::start("a_second_set_up_names_the_first", |_| {});
    let error = service.hear();
    assert!(error.contains("`first`") && error.contains("triggers.rs:"), "{error}");
    service.signal("USR2");
    assert!(service.report().contains("first"));
    service.end_well();
}

#[test]
fn a_set_up_that_ended_leaves_a_signal_harmless_and_can_be_made_again() {
    play("a_set_up_that_ended_leaves_a_signal_harmless_and_can_be_made_again", || {
        drop(gmr::setup_autorun!(service_name = "first").expect("set-up"));
        raise();
        let _guard = gmr::setup_autorun!(service_name = "again").expect("a new set-up");
        say("ready");
        serve();
    });
    let name = "a_set_up_that_ended_leaves_a_signal_harmless_and_can_be_made_again";
    let mut service = Service::start(name, |_| {});
    service.hear();
    service.signal("USR2");
    assert!(service.report().contains("again"));
    service.end_well();
}

fn with_file(name: &str, path: &Path) -> Service {
    Service::start(name, |command| {
        command.env("GMR_FILE_EVENT_HANDLER", path).env("GMR_FILE_EVENT_HANDLER_INTERVAL", "20ms");
    })
}

fn file_service() {
    let _guard = gmr::setup_autorun!().expect("set-up");
    say("ready");
    serve();
}

#[test]
fn a_file_that_comes_goes_and_is_dated_in_the_future_asks_each_time_it_changes() {
    let name = "a_file_that_comes_goes_and_is_dated_in_the_future_asks_each_time_it_changes";
    play(name, file_service);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trigger");
    let mut service = with_file(name, &path);
    service.complaint("does not exist; a report is made when it does");
    service.hear();
    let by_file = format!("file {}", path.display());

    fs::write(&path, "").unwrap();
    assert!(service.report().contains(&by_file), "absent at start");
    fs::write(&path, "x").unwrap();
    assert!(service.report().contains(&by_file), "written");
    // A deletion is silent; the watch goes on, and the new file is another inode.
    fs::remove_file(&path).unwrap();
    fs::write(&path, "").unwrap();
    assert!(service.report().contains(&by_file), "recreated");
    let future = std::time::SystemTime::now() + Duration::from_secs(1 << 24);
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(future).unwrap();
    assert!(service.report().contains(&by_file), "dated in the future");
    fs::write(&path, "touched after that").unwrap();
    assert!(service.report().contains(&by_file), "touched after that");
    service.end_well();
}

#[test]
fn a_file_does_not_switch_the_signal_off() {
    let name = "a_file_does_not_switch_the_signal_off";
    play(name, file_service);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trigger");
    fs::write(&path, "").unwrap();
    let mut service = with_file(name, &path);
    service.hear();
    service.signal("USR2");
    assert!(service.report().contains("signal SIGUSR2"));
    fs::write(&path, "now").unwrap();
    assert!(service.report().contains("file "));
    service.end_well();
}

#[test]
fn a_bad_setting_of_the_environment_is_named() {
    play("a_bad_setting_of_the_environment_is_named", || {
        say(&gmr::setup_autorun!().expect_err("a bad signal").to_string());
    });
    let mut service = Service::start("a_bad_setting_of_the_environment_is_named", |command| {
        command.env("GMR_SIGNAL", "SIGFOO");
    });
    let error = service.hear();
    assert!(error.contains("`SIGFOO`") && error.contains("`signal`"), "{error}");
    service.end_well();
}

#[test]
fn a_fork_child_takes_no_harm_and_answers_when_it_asks() {
    play("a_fork_child_takes_no_harm_and_answers_when_it_asks", || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        gmr::register("Who", std::process::id).detach();
        let parent = std::process::id();
        match fork() {
            0 => {
                // Nobody is here to answer, so this does nothing; neither does it wake the parent.
                raise();
                gmr::report().expect("the child sets up again");
                say(&format!("child {} of {parent}", std::process::id()));
                raise();
                serve();
            }
            _ => serve(),
        }
    });
    let name = "a_fork_child_takes_no_harm_and_answers_when_it_asks";
    let mut service = Service::start(name, |_| {});
    let child = service.hear();
    let child = child.split(' ').nth(1).expect("the pid of the child").to_owned();
    for asked in ["API", "signal"] {
        let report = service.report();
        assert_eq!(section(&report, "Who").trim(), child, "{report}");
        assert!(report.contains(asked), "{report}");
        let threads = section(&report, "Threads");
        assert!(threads.contains(&format!("#{child} ")), "{threads}");
        assert!(!threads.contains("<no stack"), "{threads}");
    }
    service.signal("USR2");
    assert!(!section(&service.report(), "Who").contains(&child));
    service.end_well();
}

#[test]
fn a_fork_child_collects_with_threads_of_its_own() {
    let name = "a_fork_child_collects_with_threads_of_its_own";
    play(name, || {
        assert!(gmr::collect().is_complete());
        if fork() == 0 {
            let report = gmr::collect();
            say(&format!("{} {:?}", report.is_complete(), report.warnings));
        }
        serve();
    });
    let mut service = Service::start(name, |_| {});
    assert_eq!(service.hear(), "true []");
    service.end_well();
}

#[test]
fn a_fork_child_may_be_set_up_anew() {
    let name = "a_fork_child_may_be_set_up_anew";
    play(name, || {
        let guard = gmr::setup_autorun!(service_name = "parent").expect("set-up");
        if fork() == 0 {
            let _guard = gmr::setup_autorun!(service_name = "child").expect("another process");
            gmr::report().expect("a report");
            // The parent's guard is here, too; it ends what is set up here.
            drop(guard);
            say(&gmr::report().expect_err("the end").to_string());
        }
        serve();
    });
    let mut service = Service::start(name, |_| {});
    assert!(service.report().contains("service  = child"));
    assert!(service.hear().contains("not set up"));
    service.signal("USR2");
    assert!(service.report().contains("service  = parent"));
    service.end_well();
}

#[test]
fn a_program_that_closes_every_descriptor_it_does_not_know_still_answers() {
    let name = "a_program_that_closes_every_descriptor_it_does_not_know_still_answers";
    play(name, || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        close_all();
        say("ready");
        serve();
    });
    let mut service = Service::start(name, |_| {});
    service.hear();
    for _ in 0..2 {
        service.signal("USR2");
        assert!(section(&service.report(), "Threads").contains(name));
    }
    service.end_well();
}

#[allow(unsafe_code)]
fn close_all() {
    // SAFETY: nothing of this test process uses them.
    unsafe { libc::syscall(libc::SYS_close_range, 3, u32::MAX, 0) };
}

#[test]
fn a_process_without_a_descriptor_left_still_answers() {
    let name = "a_process_without_a_descriptor_left_still_answers";
    play(name, || {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let guard = gmr::setup_autorun!().expect("set-up");
        let maximum = getrlimit(Resource::Nofile).maximum;
        setrlimit(Resource::Nofile, Rlimit { current: Some(64), maximum }).expect("a limit");
        let mut open = Vec::new();
        while let Ok(file) = fs::File::open("/dev/null") {
            open.push(file);
        }
        say("ready");
        serve();
        // It waits for the reporter, which gives the limit back when its report is written.
        drop(guard);
        assert_eq!(getrlimit(Resource::Nofile).current, Some(64));
    });
    let report = Service::start(name, |_| {}).only_report();
    assert!(section(&report, "Threads").contains(name), "{report}");
    assert!(!report.contains("Too many open files"), "{report}");
}
