#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use super::*;
use crate::sink::testing::names;
use rustix::process::geteuid;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::process::Command;
use std::time::UNIX_EPOCH;
use tempfile::{TempDir, tempdir};

fn fixture() -> (TempDir, Directory) {
    let temp = tempdir().unwrap();
    let directory = Directory::open(temp.path()).unwrap();
    (temp, directory)
}

fn write(directory: &Directory) -> Result<PathBuf, Error> {
    directory.write("orders", "txt", UNIX_EPOCH, b"report")
}

fn file_name() -> FileName {
    FileName::new("orders", "txt", UNIX_EPOCH)
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Whether the caller can take on another user's part; says so if not.
fn is_root() -> bool {
    let root = geteuid().is_root();
    if !root {
        crate::error::skip("needs root");
    }
    root
}

#[test]
fn a_report_is_whole_and_alone_in_the_directory() {
    let (temp, directory) = fixture();
    let path = write(&directory).unwrap();
    assert_eq!(path.parent().unwrap(), temp.path());
    assert_eq!(names(temp.path()), [path.file_name().unwrap().to_str().unwrap()]);
    assert_eq!(fs::read(&path).unwrap(), b"report");
}

#[test]
fn two_reports_in_one_second_are_two_files() {
    let (temp, directory) = fixture();
    let next = AtomicU64::new(0);
    for _ in 0..2 {
        directory.create(&file_name(), &next, |_| Ok(())).unwrap();
    }
    assert_eq!(names(temp.path()), [0, 1].map(|number| file_name().numbered(number)));
}

#[test]
fn reports_written_at_once_are_all_kept() {
    let (temp, directory) = fixture();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| write(&directory).unwrap());
        }
    });
    assert_eq!(names(temp.path()).len(), 8);
}

/// The umask belongs to the whole process, so each one is tried in a process of its own.
#[test]
fn only_the_owner_can_read_whatever_the_umask() {
    const MASK: &str = "GMR_TEST_UMASK";
    if let Ok(mask) = std::env::var(MASK) {
        let (_temp, directory) = fixture();
        rustix::process::umask(Mode::from_raw_mode(mask.parse().unwrap()));
        let mode = fs::metadata(write(&directory).unwrap()).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
        return;
    }
    for mask in [0o000, 0o022, 0o777] {
        let test = "sink::dir::tests::only_the_owner_can_read_whatever_the_umask";
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", test]).env(MASK, mask.to_string());
        let output = child.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("1 passed"), "{text}");
    }
}

#[test]
fn a_planted_link_is_not_followed_and_not_replaced() {
    let (temp, directory) = fixture();
    let outside = tempdir().unwrap();
    let target = outside.path().join("target");
    let next = AtomicU64::new(7);
    let partial = temp.path().join(file_name().numbered(7) + ".partial");
    let whole = temp.path().join(file_name().numbered(8));
    symlink(&target, &partial).unwrap();
    symlink(&target, &whole).unwrap();
    let path = directory.create(&file_name(), &next, |file| file.write_all(b"report")).unwrap();
    assert_eq!(path, temp.path().join(file_name().numbered(9)));
    assert!(fs::symlink_metadata(&path).unwrap().is_file());
    assert!(!target.exists());
    assert!(partial.is_symlink() && whole.is_symlink());
    assert_eq!(names(temp.path()).len(), 3);
}

#[test]
fn a_directory_full_of_planted_names_is_an_error() {
    let (temp, directory) = fixture();
    for number in 0..200 {
        symlink("nowhere", temp.path().join(file_name().numbered(number))).unwrap();
    }
    let error = directory.create(&file_name(), &AtomicU64::new(0), |_| Ok(())).unwrap_err();
    assert!(error.to_string().contains("File exists"), "{error}");
    assert_eq!(names(temp.path()).len(), 200);
}

#[test]
fn a_service_name_cannot_leave_the_directory() {
    let (temp, directory) = fixture();
    let path = directory.write("../../x/y", "txt", UNIX_EPOCH, b"report").unwrap();
    assert_eq!(path.parent().unwrap(), temp.path());
    assert_eq!(names(temp.path()).len(), 1);
}

#[test]
fn a_write_that_fails_leaves_no_file() {
    let (temp, directory) = fixture();
    let fill = |file: &mut File| {
        file.write_all(b"half")?;
        assert_eq!(names(temp.path()), [file_name().numbered(0) + ".partial"]);
        Err(io::Error::from(Errno::NOSPC))
    };
    let error = directory.create(&file_name(), &AtomicU64::new(0), fill).unwrap_err();
    assert!(error.is_io());
    assert!(error.to_string().contains("No space left"), "{error}");
    assert_eq!(names(temp.path()), [""; 0]);
}

#[test]
fn a_missing_directory_is_an_error_and_not_made() {
    let temp = tempdir().unwrap();
    let missing = temp.path().join("missing");
    let error = Directory::open(&missing).unwrap_err();
    assert!(error.to_string().contains("No such file or directory"), "{error}");
    assert!(!missing.exists());
}

#[test]
fn a_file_is_no_directory() {
    let temp = tempdir().unwrap();
    let file = temp.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Directory::open(&file).unwrap_err();
    assert!(error.to_string().contains("Not a directory"), "{error}");
}

#[test]
fn a_directory_that_others_can_write_is_refused_with_the_remedy() {
    let temp = tempdir().unwrap();
    for mode in [0o777, 0o702, 0o2777] {
        chmod(temp.path(), mode);
        let error = Directory::open(temp.path()).unwrap_err();
        assert!(error.is_setting());
        assert!(error.to_string().contains("`chmod o-w`"), "{error}");
    }
    for mode in [0o1777, 0o770, 0o755, 0o700] {
        chmod(temp.path(), mode);
        write(&Directory::open(temp.path()).unwrap()).unwrap();
    }
}

#[test]
fn a_directory_opened_to_others_later_is_refused_too() {
    let (temp, directory) = fixture();
    chmod(temp.path(), 0o777);
    assert!(write(&directory).unwrap_err().is_setting());
    assert_eq!(names(temp.path()), [""; 0]);
}

#[test]
fn the_owner_and_the_group_of_a_directory_are_the_operators_choice() {
    let temp = tempdir().unwrap();
    chmod(temp.path(), 0o2775);
    if is_root() {
        chown(temp.path(), Some(4321), None).unwrap();
    }
    write(&Directory::open(temp.path()).unwrap()).unwrap();
}

#[test]
fn a_directory_without_permission_is_an_error() {
    if geteuid().is_root() {
        crate::error::skip("root may write anywhere");
        return;
    }
    let (temp, directory) = fixture();
    chmod(temp.path(), 0o500);
    let error = write(&directory).unwrap_err();
    assert!(error.to_string().contains("Permission denied"), "{error}");
    assert_eq!(names(temp.path()), [""; 0]);
}

#[test]
fn a_link_to_the_directory_is_the_operators_choice() {
    let temp = tempdir().unwrap();
    let (real, link) = (temp.path().join("real"), temp.path().join("link"));
    fs::create_dir(&real).unwrap();
    chmod(&real, 0o700);
    symlink(&real, &link).unwrap();
    write(&Directory::open(&link).unwrap()).unwrap();
    assert_eq!(names(&real).len(), 1);
}

#[test]
fn a_directory_made_again_is_found_again() {
    let temp = tempdir().unwrap();
    let logs = temp.path().join("logs");
    let make = || {
        fs::create_dir(&logs).unwrap();
        chmod(&logs, 0o700);
    };
    make();
    let directory = Directory::open(&logs).unwrap();
    fs::rename(&logs, temp.path().join("logs.1")).unwrap();
    make();
    assert_eq!(write(&directory).unwrap().parent().unwrap(), logs);
    assert_eq!(names(&logs).len(), 1);
    fs::remove_dir_all(&logs).unwrap();
    let error = write(&directory).unwrap_err();
    assert!(error.to_string().contains("No such file or directory"), "{error}");
    make();
    chmod(&logs, 0o777);
    assert!(write(&directory).unwrap_err().is_setting());
}
