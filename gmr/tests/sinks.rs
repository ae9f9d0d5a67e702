//! Where a report goes, and what may stand in its way.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

mod child;

use child::{Service, play, say, section, serve, skip};
use std::fs::{self, Permissions};
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

fn service() {
    let name = std::env::var("SERVICE").unwrap_or_else(|_| "ledger".to_owned());
    let _guard = gmr::setup_autorun!(service_name = name).expect("set-up");
    say("ready");
    serve();
}

fn with_dir(name: &str, dir: &Path) -> Service {
    let mut service = Service::start(name, |command| {
        command.env("GMR_LOG_DIR", dir);
    });
    service.hear();
    service
}

#[test]
fn a_directory_gets_a_file_of_its_own_for_each_report_that_only_we_can_read() {
    let name = "a_directory_gets_a_file_of_its_own_for_each_report_that_only_we_can_read";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    let mut service = with_dir(name, dir.path());
    service.signal("USR2");
    let first = service.written();
    service.signal("USR2");
    let second = service.written();
    assert_ne!(first, second);
    for file in [&first, &second] {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o7777, 0o600);
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains("Guru Meditation") && text.contains("\nEnd of Guru"), "{text}");
        let file = file.file_name().unwrap().to_str().unwrap();
        let pid = service.pid();
        assert!(file.starts_with("ledger_gurumeditation_2"), "{file}");
        assert!(file.contains(&format!("_{pid}_")) && file.ends_with(".txt"), "{file}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "a partial file was left");
    service.end_well();
}

/// The report must come on stderr, and say why it is there.
fn falls_back(name: &str, dir: &Path, why: &str) {
    let mut service = with_dir(name, dir);
    service.signal("USR2");
    let report = service.report();
    assert!(report.contains("on stderr because: ") && report.contains(why), "{report}");
    service.end_well();
}

#[test]
fn a_directory_that_is_missing_a_file_or_open_to_all_sends_the_report_to_stderr() {
    let name = "a_directory_that_is_missing_a_file_or_open_to_all_sends_the_report_to_stderr";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    falls_back(name, &dir.path().join("missing"), "No such file or directory");
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    falls_back(name, &file, "Not a directory");
    let open = dir.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, Permissions::from_mode(0o777)).unwrap();
    falls_back(name, &open, "`chmod o-w` or `chmod +t` it");
    assert_eq!(fs::read_dir(&open).unwrap().count(), 0);
}

#[test]
fn a_directory_without_permission_sends_the_report_to_stderr() {
    let name = "a_directory_without_permission_sends_the_report_to_stderr";
    play(name, service);
    if !rustix::process::geteuid().is_root() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), Permissions::from_mode(0o500)).unwrap();
        return falls_back(name, dir.path(), "Permission denied");
    }
    // Nothing is forbidden to root; what is read-only is so for root, too.
    falls_back(name, Path::new("/proc/self"), "cannot write a report into /proc/self");
}

#[test]
fn a_full_directory_sends_the_report_to_stderr_and_keeps_no_partial_file() {
    let name = "a_full_directory_sends_the_report_to_stderr_and_keeps_no_partial_file";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    let options = ["-t", "tmpfs", "-o", "size=4k,mode=700", "tmpfs"];
    let mount = Command::new("mount").args(options).arg(dir.path()).stderr(Stdio::null()).status();
    if !mount.is_ok_and(|status| status.success()) {
        skip("mounting a small filesystem needs root");
        return;
    }
    let filesystem = Mounted(dir.path());
    let filler = dir.path().join("filler");
    assert!(fs::write(&filler, [0; 1 << 16]).is_err(), "it is larger than asked for");
    falls_back(name, dir.path(), "No space left on device");
    fs::remove_file(filler).unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    drop(filesystem);
}

/// A filesystem that is unmounted even if the test fails.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_planted_link_is_not_followed() {
    let name = "a_planted_link_is_not_followed";
    play(name, service);
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let victim = elsewhere.path().join("victim");
    fs::write(&victim, "untouched").unwrap();
    let mut service = with_dir(name, dir.path());
    service.signal("USR2");
    let first = service.written();
    // The next name differs in its counter and, perhaps, its second: plant them all.
    let (_, text) = (first.display().to_string(), first.file_name().unwrap().to_str().unwrap());
    let parts: Vec<&str> = text.trim_end_matches(".txt").split('_').collect();
    let [service_name, word, time, pid, counter] = parts[..] else { panic!("{text}") };
    let (time, counter): (u64, u64) = (time.parse().unwrap(), counter.parse().unwrap());
    for second in 0..20 {
        let next = format!("{service_name}_{word}_{}_{pid}_{}.txt", time + second, counter + 1);
        for planted in [next.clone(), format!("{next}.partial")] {
            let _ = symlink(&victim, dir.path().join(planted));
        }
    }
    service.signal("USR2");
    let second = service.written();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "untouched");
    assert!(fs::symlink_metadata(second).unwrap().is_file());
    service.end_well();
}

#[test]
fn a_service_name_cannot_leave_the_directory() {
    let name = "a_service_name_cannot_leave_the_directory";
    play(name, service);
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let mut service = Service::start(name, |command| {
        command.env("GMR_LOG_DIR", &inner).env("SERVICE", "../../etc/x");
    });
    service.hear();
    service.signal("USR2");
    let file = service.written();
    assert_eq!(file.parent().unwrap(), inner);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    service.end_well();
}

/// Starts a service whose stderr is `stderr` and whose rescued reports go to `rescue`.
fn with_stderr(name: &str, stderr: Stdio, rescue: &Path) -> Service {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--nocapture", "--test-threads=1"]);
    command.env("GMR_TEST_PART", name).env("TMPDIR", rescue);
    let mut service = Service::spawn_with(command, Some(stderr));
    service.hear();
    service
}

/// What a service says of its own report when stderr cannot take it.
fn rescuing() {
    let _guard = gmr::setup_autorun!(service_name = "ledger").expect("set-up");
    say("ready");
    child::hear();
    say(&format!("{:?}", gmr::report()));
    serve();
}

/// The report must be in the file that the service names, and say why.
fn is_rescued(mut service: Service, rescue: &Path, why: &str) {
    service.say("go");
    let answer = service.hear();
    let path = answer.split('"').nth(1).unwrap_or_else(|| panic!("{answer}"));
    assert!(Path::new(path).starts_with(rescue), "{answer}");
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains("in the temporary directory because: "), "{text}");
    assert!(text.contains(why), "no `{why}` in:\n{text}");
    service.end_well();
}

#[test]
fn a_stderr_without_reader_neither_kills_nor_loses_the_report() {
    let name = "a_stderr_without_reader_neither_kills_nor_loses_the_report";
    play(name, rescuing);
    let rescue = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    let service = with_stderr(name, writer.into(), rescue.path());
    drop(reader);
    is_rescued(service, rescue.path(), "Broken pipe");
}

#[test]
fn a_full_stderr_does_not_hold_the_report_up() {
    let name = "a_full_stderr_does_not_hold_the_report_up";
    play(name, rescuing);
    let rescue = tempfile::tempdir().unwrap();
    let (mut reader, writer) = std::io::pipe().unwrap();
    rustix::io::ioctl_fionbio(&writer, true).unwrap();
    fill(&writer);
    rustix::io::ioctl_fionbio(&writer, false).unwrap();
    let service = with_stderr(name, writer.into(), rescue.path());
    is_rescued(service, rescue.path(), "0 of");
    // Only what was there before is in the pipe.
    let mut text = Vec::new();
    reader.read_to_end(&mut text).unwrap();
    assert!(text.iter().all(|byte| *byte == b'x'));
}

fn fill(mut pipe: &std::io::PipeWriter) {
    use std::io::Write as _;
    while pipe.write(&[b'x'; 4096]).is_ok() {}
    while pipe.write(b"x").is_ok() {}
}

#[test]
fn a_report_after_one_that_was_cut_begins_on_a_line_of_its_own() {
    let name = "a_report_after_one_that_was_cut_begins_on_a_line_of_its_own";
    play(name, || {
        let _guard = gmr::setup_autorun!(service_name = "ledger").expect("set-up");
        // More than any pipe holds.
        let long = "0123456789abcdef".repeat(1 << 17);
        let long = gmr::register("Long", move || long.clone());
        say("ready");
        child::hear();
        say(&format!("{:?}", gmr::report()));
        drop(long);
        child::hear();
        say(&format!("{:?}", gmr::report()));
        serve();
    });
    let rescue = tempfile::tempdir().unwrap();
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut service = with_stderr(name, writer.into(), rescue.path());
    service.say("go");
    assert!(service.hear().contains("gurumeditation"), "the first is rescued");
    let reading = std::thread::spawn(move || {
        let mut text = Vec::new();
        reader.read_to_end(&mut text).map(|_| String::from_utf8_lossy(&text).into_owned())
    });
    service.say("go");
    assert_eq!(service.hear(), "Ok(Stderr)");
    service.end_well();
    let text = reading.join().unwrap().unwrap();
    let starts = text.lines().filter(|line| line.starts_with("Guru Meditation Report of")).count();
    assert_eq!(starts, 2, "{text}");
    assert!(text.contains("[the report above was cut"), "{text}");
}

#[test]
fn a_closed_stderr_does_not_send_the_report_elsewhere() {
    let name = "a_closed_stderr_does_not_send_the_report_elsewhere";
    play(name, || {
        let _guard = gmr::setup_autorun!(service_name = "ledger").expect("set-up");
        say("ready");
        child::hear();
        close_stderr();
        say(&format!("{:?}", gmr::report()));
        serve();
    });
    let rescue = tempfile::tempdir().unwrap();
    let service = with_stderr(name, Stdio::null(), rescue.path());
    is_rescued(service, rescue.path(), "Bad file descriptor");
}

#[allow(unsafe_code)]
fn close_stderr() {
    // SAFETY: nothing of this test process uses stderr.
    unsafe { libc::close(2) };
}

#[test]
fn a_report_on_stderr_is_whole_when_its_reader_is_slow() {
    let name = "a_report_on_stderr_is_whole_when_its_reader_is_slow";
    play(name, || {
        let _guard = gmr::setup_autorun!().expect("set-up");
        // More than any pipe holds.
        let long = "0123456789abcdef".repeat(1 << 14);
        gmr::register("Long", move || long.clone()).detach();
        say("ready");
        serve();
    });
    let report = Service::start(name, |_| {}).only_report();
    assert_eq!(section(&report, "Long").matches("0123456789abcdef").count(), 1 << 14);
}
