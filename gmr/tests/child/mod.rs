//! A process of its own for a test: the test starts its own binary again, and there plays the
//! part of the service.
//!
//! ```ignore
//! #[test]
//! fn a_promise() {
//!     play("a_promise", || { /* the service: set up, say(..), await_stdin_end() */ });
//!     let mut service = Service::start("a_promise", |command| {});
//!     ...
//! }
//! ```
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::panic, reason = "in a test a panic is the verdict")]

use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio, exit};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// Says to a child which part it plays.
pub(crate) const PART: &str = "GMR_TEST_PART";
/// How often reports are made; off for a service whose test does not set it.
pub(crate) const RATE_LIMIT: &str = "GMR_RATE_LIMIT";
/// What the service says on stdout; the test harness prints there, too.
const SAYS: &str = "service: ";
/// A hung test must end; no test waits for this on a good day.
const LIMIT: Duration = Duration::from_secs(60);

/// In the child: plays the part and ends the process. In the parent: does nothing.
pub(crate) fn play(name: &str, part: impl FnOnce()) {
    if env::var(PART).is_ok_and(|playing| playing == name) {
        part();
        exit(0);
    }
}

/// In the child: says a line to the test.
pub(crate) fn say(line: &str) {
    // Not `println!`: the harness keeps that to itself. The newline in front ends whatever the
    // harness has begun to print.
    let text = format!("\n{SAYS}{line}\n");
    std::io::stdout().write_all(text.as_bytes()).expect("the test listens");
}

/// In the child: serves until the test closes stdin.
pub(crate) fn serve() {
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest).expect("stdin can be read");
}

/// In the child: waits for a line of the test.
pub(crate) fn hear() -> String {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("stdin can be read");
    line.trim_end().to_owned()
}

/// Says that a test did not test anything, where it is seen: the harness keeps what `eprintln!`
/// prints to itself when a test passes.
pub(crate) fn skip(why: &str) {
    writeln!(std::io::stderr(), "\nSKIPPED: {why}").expect("stderr is open");
}

/// A running service, seen by its test.
pub(crate) struct Service {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Service {
    /// Starts this test's binary again in the part of `name`.
    pub(crate) fn start(name: &str, configure: impl FnOnce(&mut Command)) -> Service {
        let mut command = Command::new(env::current_exe().expect("the test's own binary"));
        command.args(["--exact", name, "--nocapture", "--test-threads=1"]).env(PART, name);
        configure(&mut command);
        Service::spawn(command)
    }

    /// Starts any program.
    pub(crate) fn spawn(command: Command) -> Service {
        Service::spawn_with(command, None)
    }

    /// Starts any program with this stderr; without one, the test reads it.
    pub(crate) fn spawn_with(mut command: Command, stderr: Option<Stdio>) -> Service {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // What the developer has set is not what the test has set.
        let set: Vec<_> = command.get_envs().map(|(name, _)| name.to_owned()).collect();
        for (name, _) in env::vars_os() {
            let is_ours = name.as_encoded_bytes().starts_with(b"GMR_");
            if is_ours && !set.contains(&name) {
                command.env_remove(name);
            }
        }
        // Most tests ask more often than an operator may; an empty one is that of a program.
        if !set.iter().any(|name| name == RATE_LIMIT) {
            command.env(RATE_LIMIT, "off");
        }
        command.stderr(stderr.unwrap_or_else(Stdio::piped));
        let mut child = command.spawn().expect("the service starts");
        let stdout = lines(child.stdout.take().expect("piped"));
        let stderr = child.stderr.take().map_or_else(|| channel().1, lines);
        let stdin = child.stdin.take();
        Service { child, stdin, stdout, stderr }
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the next line that the service says.
    pub(crate) fn hear(&mut self) -> String {
        loop {
            let line = next(&self.stdout, "a line on stdout");
            if let Some(said) = line.strip_prefix(SAYS) {
                return said.to_owned();
            }
        }
    }

    /// Waits for a line on stdout that begins so, and returns the rest of it.
    pub(crate) fn line(&mut self, prefix: &str) -> String {
        loop {
            if let Some(rest) = next(&self.stdout, prefix).strip_prefix(prefix) {
                return rest.to_owned();
            }
        }
    }

    /// Says a line to the service.
    pub(crate) fn say(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("stdin is open");
        writeln!(stdin, "{line}").expect("the service listens");
    }

    /// Sends it a signal, such as `USR2`, by `kill`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let kill = Command::new("kill").args([&format!("-{name}"), &pid]).status();
        assert!(kill.expect("kill runs").success(), "kill -{name} {pid}");
    }

    /// Waits for the next whole report on stderr.
    pub(crate) fn report(&mut self) -> String {
        let mut report = String::new();
        loop {
            let line = next(&self.stderr, "the end of a report");
            if report.is_empty() && !line.starts_with("Guru Meditation Report of process") {
                continue;
            }
            report.push_str(&line);
            report.push('\n');
            if line.starts_with("End of Guru Meditation Report") {
                return report;
            }
        }
    }

    /// Waits for a line on stderr that contains this.
    pub(crate) fn complaint(&mut self, part: &str) -> String {
        loop {
            let line = next(&self.stderr, part);
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Waits for the service to say that it has written a report to a file, and which.
    pub(crate) fn written(&mut self) -> PathBuf {
        let line = self.complaint("report written to ");
        PathBuf::from(line.rsplit_once("written to ").expect("a path").1)
    }

    /// Ends the service; how it ended, and what it still wrote on stderr.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        drop(self.stdin.take());
        let status = self.child.wait().expect("the service can be waited for");
        (status, self.stderr.iter().map(|line| line + "\n").collect())
    }

    /// The report of a service that is ready, is asked once by a signal, and ends well.
    pub(crate) fn only_report(mut self) -> String {
        self.hear();
        self.signal("USR2");
        let report = self.report();
        self.end_well();
        report
    }

    /// Ends the service, which must end well.
    pub(crate) fn end_well(self) -> String {
        let (status, rest) = self.end();
        assert!(status.success(), "the service ended with {status}: {rest}");
        rest
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // After `end` there is nobody to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn next(lines: &Receiver<String>, what: &str) -> String {
    match lines.recv_timeout(LIMIT) {
        Ok(line) => line,
        Err(RecvTimeoutError::Timeout) => panic!("{what}: nothing for {LIMIT:?}"),
        Err(RecvTimeoutError::Disconnected) => panic!("{what}: the service ended first"),
    }
}

fn lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            if send.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
        }
    });
    lines
}

/// The body of the section with this title, up to the next banner.
pub(crate) fn section<'a>(report: &'a str, title: &str) -> &'a str {
    let banner = format!("===={title:^64}====\n");
    let begin =
        report.find(&banner).unwrap_or_else(|| panic!("no section `{title}` in:\n{report}"));
    let body = &report[begin + banner.len() + 73..];
    &body[..body.find(&"=".repeat(72)).or_else(|| body.find("End of Guru")).unwrap_or(body.len())]
}
