//! A program with a thread of every kind that waits, and of every kind that runs. It makes a
//! report of itself when it is asked to, in lines that a test compares with what gdb says.
//!
//! It speaks over stdin and stdout:
//!
//! | heard     | done and said                                                            |
//! |-----------|--------------------------------------------------------------------------|
//! | -         | `ready` when every thread that waits is in its place                     |
//! | `report`  | a report, see [`report`]                                                 |
//! | `vfork`   | ends the child whose parent waits in vfork, which gdb cannot attach to,  |
//! |           | and says `vforked`                                                       |
//! | `run`     | lets those run that run, and says `running`                              |
//! | `rest`    | lets them rest again, and says `resting`                                 |
//!
//! The name of a thread is its kind.

mod foreign;
mod gate;
mod parked;
mod report;
mod running;

use std::io::BufRead as _;
use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

fn main() -> ExitCode {
    // The debug build of a large program is not named quickly.
    let guard = gmr::setup_autorun!(deadline = Duration::from_secs(100));
    if let Err(error) = &guard {
        say(&format!("no reports: {error}"));
        return ExitCode::FAILURE;
    }
    parked::start();
    running::start();
    let (tell, has_reported) = channel();
    let clerk = thread::Builder::new().name("clerk".to_owned()).spawn(move || {
        // Before the loader's lock is taken for ever: the first report of a thread needs it. And
        // so there are libraries that are opened after the first report.
        drop(gmr::collect());
        drop(tell);
        serve();
    });
    let Ok(clerk) = clerk else { return ExitCode::FAILURE };
    let _: Result<(), _> = has_reported.recv();
    foreign::start();
    // The main thread is of a kind, too.
    gate::announce();
    let _ = gate::levels(2, || clerk.join().is_ok());
    ExitCode::SUCCESS
}

/// Waits for words on stdin until it is closed.
fn serve() {
    gate::await_all();
    say("ready");
    for word in std::io::stdin().lock().lines().map_while(Result::ok) {
        match word.as_str() {
            "report" => report::say_report(),
            "vfork" => {
                foreign::end_vfork();
                gate::await_all();
                say("vforked");
            }
            "run" => {
                running::run();
                say("running");
            }
            "rest" => {
                running::rest();
                gate::await_all();
                say("resting");
            }
            other => say(&format!("not understood: {other}")),
        }
    }
    // At the usual exit the loader would wait for the thread that has its lock.
    foreign::exit();
}

/// Says a line to the test.
fn say(line: &str) {
    use std::io::Write as _;
    let mut stdout = std::io::stdout().lock();
    // Whoever does not listen does not want to hear of it.
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
