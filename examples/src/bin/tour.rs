//! What an operator does, as a program: starts `service`, lets clients make it busy, sends it
//! SIGUSR2, shows the report, and stops it.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Lines, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::thread;

/// The service; it is stopped when this is dropped, however the tour ends.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The rest of the line that begins with `word`.
fn after(word: &str, lines: &mut Lines<BufReader<ChildStdout>>) -> io::Result<String> {
    for line in lines {
        if let Some(rest) = line?.strip_prefix(word) {
            return Ok(rest.trim().to_owned());
        }
    }
    Err(io::Error::other(format!("the service ended before it said `{word}`")))
}

/// A client that has sent a request and has had a first answer; another may be long in coming.
fn ask(address: &str, request: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    writeln!(stream, "{request}")?;
    BufReader::new(&stream).read_line(&mut String::new())?;
    Ok(stream)
}

/// Waits until all threads of the process sleep: the clients' requests are handed out, and nobody
/// can go on. Where there is no `/proc`, it does not wait.
fn settle(pid: &str) {
    let is_busy = |task: fs::DirEntry| {
        let stat = fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        // The state stands behind the name, which is in parentheses.
        stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('S'))
    };
    while let Ok(mut tasks) = fs::read_dir(format!("/proc/{pid}/task"))
        && tasks.any(|task| task.is_ok_and(is_busy))
    {
        thread::yield_now();
    }
}

fn show(lines: Lines<BufReader<ChildStderr>>) -> io::Result<()> {
    for line in lines {
        let line = line?;
        println!("{line}");
        if line.starts_with("End of Guru Meditation Report") {
            break;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    // The two programs are built side by side.
    let program = std::env::current_exe()?.with_file_name("service");
    let mut command = Command::new(&program);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut service = Service(command.spawn()?);
    let (Some(stdout), Some(stderr)) = (service.0.stdout.take(), service.0.stderr.take()) else {
        return Err(io::Error::other("the service has no pipes"));
    };
    let mut lines = BufReader::new(stdout).lines();
    let address = after("listen", &mut lines)?;
    let pid = after("pid", &mut lines)?;

    // One client audits, and so keeps the ledger; the others wait for it.
    let _auditor = ask(&address, "audit")?;
    let _waiting = [ask(&address, "deposit ann 5")?, ask(&address, "deposit bob 7")?];

    settle(&pid);
    eprintln!("$ kill -USR2 {pid}");
    Command::new("kill").args(["-USR2", &pid]).status()?;
    show(BufReader::new(stderr).lines())
}
