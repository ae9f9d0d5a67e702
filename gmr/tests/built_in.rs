//! What a report tells of its process and of where that runs, compared with what the process did.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod child;

use child::{PART, Service, play, say, section, serve, skip};
use gmr::BuiltIn;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::env;
use std::fs::{self, File};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

/// Those that look at more than gmr and the program's own.
const OUTSIDE: [BuiltIn; 7] = [
    BuiltIn::Environment,
    BuiltIn::Limits,
    BuiltIn::Cgroup,
    BuiltIn::Memory,
    BuiltIn::OpenFiles,
    BuiltIn::LoadedLibraries,
    BuiltIn::Host,
];

fn plain_service() {
    let _guard = gmr::setup_autorun!().unwrap();
    say("ready");
    serve();
}

#[test]
fn the_environment_is_told_by_names_and_without_secrets() {
    const NAME: &str = "the_environment_is_told_by_names_and_without_secrets";
    play(NAME, || {
        let setup = gmr::autorun(gmr::package!());
        let _guard = setup.show_environment(["SHOP_URL", "SHOP_TOKEN"]).start().unwrap();
        say("ready");
        serve();
    });
    let service = Service::start(NAME, |command| {
        command.env_clear().env(PART, NAME).env("TZ", "UTC").env("LC_TIME", "C");
        command.env("SHOP_URL", "postgres://ann:hunter2@db/x").env("SHOP_TOKEN", "hunter2");
        command.env("OTHER", "hunter2").env("redis://:hunter2@cache/0", "on");
    });
    let report = service.only_report();
    let environment = section(&report, "Environment");
    let lines: Vec<&str> = environment.lines().collect();
    let part = format!("{PART} = {NAME}");
    let expect = [
        // What the test itself needs; it is among those of gmr.
        "GMR_RATE_LIMIT = off",
        part.as_str(),
        "LC_TIME = C",
        "SHOP_TOKEN = ***",
        "SHOP_URL = postgres://ann:***@db/x",
        "TZ = UTC",
        "OTHER = <not shown>",
        "redis://:***@cache/0 = <not shown>",
    ];
    for line in &expect {
        assert!(lines.contains(line), "no `{line}` in:\n{environment}");
    }
    assert_eq!(lines.iter().filter(|line| !line.is_empty()).count(), expect.len(), "{environment}");
    assert!(!report.contains("hunter2"), "{report}");
}

fn set_limit(which: Resource, soft: u64, hard: u64) -> bool {
    setrlimit(which, Rlimit { current: Some(soft), maximum: Some(hard) }).is_ok()
}

/// The value of `key` in the block of the section that begins with `block = `.
fn value<'r>(section: &'r str, block: &str, key: &str) -> &'r str {
    let begin = format!("{block} = \n");
    let (_, rest) = section.split_once(&begin).unwrap_or_else(|| panic!("{block}: {section}"));
    let mut lines = rest.lines().take_while(|line| line.starts_with("  "));
    let line = lines.find_map(|line| line.trim_start().strip_prefix(key)?.strip_prefix(" = "));
    line.unwrap_or_else(|| panic!("{block}, {key}: {section}"))
}

#[test]
fn limits_are_those_that_the_process_has() {
    const NAME: &str = "limits_are_those_that_the_process_has";
    play(NAME, || {
        assert!(set_limit(Resource::Nofile, 333, 444));
        assert!(set_limit(Resource::Core, 0, 4096));
        let fsize = Rlimit { current: Some(1 << 40), maximum: None };
        setrlimit(Resource::Fsize, fsize).unwrap();
        plain_service();
    });
    let report = Service::start(NAME, |_| {}).only_report();
    let limits = section(&report, "Limits");
    assert_eq!(value(limits, "open files", "soft"), "333");
    assert_eq!(value(limits, "open files", "hard"), "444");
    assert_eq!(value(limits, "core file", "soft"), "0 B");
    assert_eq!(value(limits, "core file", "hard"), "4096 B");
    assert_eq!(value(limits, "file size", "hard"), "unlimited");
    let used: u64 = value(limits, "open files", "used").parse().unwrap();
    assert!((3..333).contains(&used), "{limits}");
    assert!(section(&report, "Open files").contains("limit = 333\n"), "{report}");
}

#[test]
fn open_files_and_sockets_are_told_by_what_they_are() {
    const NAME: &str = "open_files_and_sockets_are_told_by_what_they_are";
    play(NAME, || {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("spool");
        let _deleted = File::create(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let _near = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let (mut far, _) = listener.accept().unwrap();
        far.write_all(b"x").unwrap();
        let _guard = gmr::setup_autorun!().unwrap();
        say(&format!("{port} {}", path.display()));
        serve();
    });
    let mut service = Service::start(NAME, |_| {});
    let said = service.hear();
    let (port, path) = said.split_once(' ').unwrap();
    service.signal("USR2");
    let report = service.report();
    let files = section(&report, "Open files");
    assert!(files.contains(&format!(" = {path} (deleted)\n")), "{files}");
    assert!(files.contains("deleted files = 1\n"), "{files}");
    assert!(files.contains(&format!(" = tcp 127.0.0.1:{port}, listen\n")), "{files}");
    assert!(files.contains(&format!(" to 127.0.0.1:{port}, established\n")), "{files}");
    assert_eq!(value(files, "kinds", "tcp"), "3");
    assert_eq!(value(files, "tcp", "established"), "2");
    assert_eq!(value(files, "tcp", "listen"), "1");
    service.end_well();
}

/// As many as the worst case, if the machine lets a process have them.
const VERY_MANY: u64 = 100_000;

#[test]
fn very_many_descriptors_are_counted_in_time_and_the_first_are_listed() {
    const NAME: &str = "very_many_descriptors_are_counted_in_time_and_the_first_are_listed";
    play(NAME, || {
        let wanted = VERY_MANY + 100;
        let _ = set_limit(Resource::Nofile, wanted, wanted);
        let file = File::open("/dev/null").unwrap();
        let copies = (0..VERY_MANY).map_while(|_| file.try_clone().ok());
        let mut copies: Vec<File> = copies.collect();
        // Some must be left for the report itself.
        copies.truncate(copies.len().saturating_sub(50));
        let _guard = gmr::setup_autorun!().unwrap();
        say(&copies.len().to_string());
        serve();
    });
    let mut service = Service::start(NAME, |_| {});
    let copies: u64 = service.hear().parse().unwrap();
    if copies < VERY_MANY / 2 {
        skip(&format!("a process may have {copies} descriptors only, so there were not more"));
    }
    service.signal("USR2");
    let report = service.report();
    let files = section(&report, "Open files");
    let open = files.lines().find_map(|line| line.strip_prefix("open = ")).unwrap();
    let open: u64 = open.parse().unwrap();
    assert!(open > copies, "{open} of {copies}");
    let more = format!("<{} more>", open - 200);
    assert!(files.contains(&more), "{files}");
    assert!(files.lines().count() < 300, "{files}");
    assert!(report.contains("missing  = none\n"), "{report}");
    service.end_well();
}

#[test]
fn a_program_whose_file_was_replaced_says_so() {
    const NAME: &str = "a_program_whose_file_was_replaced_says_so";
    play(NAME, plain_service);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("program");
    fs::copy(env::current_exe().unwrap(), &path).unwrap();
    let mut command = Command::new(&path);
    command.args(["--exact", NAME, "--nocapture", "--test-threads=1"]).env(PART, NAME);
    let mut service = Service::spawn(command);
    service.hear();
    let mut changed = || {
        service.signal("USR2");
        let report = service.report();
        let libraries = section(&report, "Loaded libraries");
        assert!(libraries.contains("build id = "), "{libraries}");
        libraries.lines().take_while(|line| !line.starts_with("loaded")).collect::<String>()
    };
    assert_eq!(changed(), "changed on disk = none");
    fs::remove_file(&path).unwrap();
    let shown = path.display();
    assert_eq!(changed(), format!("changed on disk =   {shown} = deleted"));
    fs::write(&path, "new").unwrap();
    assert_eq!(changed(), format!("changed on disk =   {shown} = replaced by another file"));
    service.end_well();
}

#[test]
fn the_figures_of_the_kernel_are_those_that_others_read() {
    const NAME: &str = "the_figures_of_the_kernel_are_those_that_others_read";
    play(NAME, plain_service);
    let mut service = Service::start(NAME, |_| {});
    service.hear();
    let line = |file: &str, name: &str| {
        let text = fs::read_to_string(format!("/proc/{}/{file}", service.pid())).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
        line.replace("kB", "KiB")
    };
    let peak = line("status", "VmPeak:");
    let group = fs::read_to_string(format!("/proc/{}/cgroup", service.pid())).unwrap();
    service.signal("USR2");
    let report = service.report();
    let number = |text: &str| text.trim_end_matches(" KiB").parse::<u64>().unwrap();
    let memory = section(&report, "Memory");
    let told = memory.lines().find_map(|line| line.strip_prefix("virtual at most = ")).unwrap();
    assert!(number(told) >= number(&peak), "{told} of {peak}");
    assert!(memory.contains("\nproportional = "), "{memory}");
    let path = section(&report, "Cgroup").lines().find_map(|line| line.strip_prefix("path = "));
    match path {
        Some(path) => assert!(group.lines().any(|line| line.ends_with(path)), "{path}: {group}"),
        None => assert!(group.is_empty(), "{group}"),
    }
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    assert_eq!(value(section(&report, "Host"), "host", "name"), name.trim());
    service.end_well();
}

#[test]
fn a_section_that_the_set_up_leaves_out_is_not_there() {
    const NAME: &str = "a_section_that_the_set_up_leaves_out_is_not_there";
    play(NAME, || {
        let setup = gmr::autorun(gmr::package!());
        let setup = OUTSIDE.into_iter().fold(setup, gmr::Autorun::without);
        let _guard = setup.without(BuiltIn::Processes).start().unwrap();
        say("ready");
        serve();
    });
    let report = Service::start(NAME, |_| {}).only_report();
    for left_out in OUTSIDE.into_iter().chain([BuiltIn::Processes]) {
        assert!(!report.contains(&banner(left_out)), "{left_out:?}: {report}");
    }
    for built_in in [BuiltIn::Package, BuiltIn::Threads, BuiltIn::Configuration] {
        assert!(report.contains(&banner(built_in)), "{built_in:?}: {report}");
    }
}

#[test]
fn the_title_of_a_section_that_is_left_out_is_free_for_the_program() {
    const NAME: &str = "the_title_of_a_section_that_is_left_out_is_free_for_the_program";
    play(NAME, || {
        gmr::register("Memory", || "of an elephant").detach();
        let is_clean = || gmr::check().is_clean().to_string();
        let taken = is_clean();
        let setup = gmr::autorun(gmr::package!());
        let _guard = setup.without(BuiltIn::Memory).start().unwrap();
        say(&format!("{taken} {}", is_clean()));
        serve();
    });
    let mut service = Service::start(NAME, |_| {});
    assert_eq!(service.hear(), "false true");
    service.signal("USR2");
    let report = service.report();
    assert_eq!(section(&report, "Memory").trim(), "of an elephant");
    assert!(report.contains("\nwarnings = none\n"), "{report}");
    service.end_well();
}

fn banner(section: BuiltIn) -> String {
    format!("===={:^64}====\n", section.title())
}

#[test]
fn without_proc_each_section_says_what_is_not_known() {
    const NAME: &str = "without_proc_each_section_says_what_is_not_known";
    const MOUNT: &str = "mount -t tmpfs none /proc && exec \"$0\" \"$@\"";
    play(NAME, || {
        // Nobody may have set up the namespace otherwise than the test says.
        assert!(!Path::new("/proc/self").exists());
        plain_service();
    });
    let without_proc = |program: &Path| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", MOUNT]).arg(program);
        command
    };
    if !without_proc(Path::new("true")).output().is_ok_and(|output| output.status.success()) {
        return skip("no namespace can be made, so nobody was without /proc");
    }
    let mut command = without_proc(&env::current_exe().unwrap());
    command.args(["--exact", NAME, "--nocapture", "--test-threads=1"]).env(PART, NAME);
    let report = Service::spawn(command).only_report();
    for title in ["Environment", "Cgroup", "Memory", "Open files", "Loaded libraries", "Host"] {
        let section = section(&report, title);
        assert!(section.contains("<not known: there is no /proc"), "{title}: {section}");
    }
    // What needs no /proc is there.
    assert!(value(section(&report, "Limits"), "open files", "soft").parse::<u64>().is_ok());
}
