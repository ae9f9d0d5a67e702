//! What the process of a row tells the one that prints the table: a name and a number a line.

use std::collections::HashMap;
use std::fs;
use std::io::{self, BufRead as _, Read as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

/// The last line.
const READY: &str = "ready";

/// Tells one figure.
pub(crate) fn tell(name: &str, value: f64) {
    println!("{name} {value}");
}

/// Tells a time in milliseconds.
pub(crate) fn tell_time(name: &str, time: Duration) {
    tell(name, time.as_secs_f64() * 1e3);
}

/// Says that all is told, and stays until the table has no more use for this process.
pub(crate) fn stay() {
    println!("{READY}");
    let mut rest = Vec::new();
    io::stdin().read_to_end(&mut rest).expect("stdin can be read");
}

/// A row's process, which has told its figures and stays; ends when this is dropped.
pub(crate) struct Told {
    child: Child,
    _stdin: ChildStdin,
    /// One of each process that told it.
    figures: HashMap<String, Vec<f64>>,
}

impl Told {
    /// Starts the process and takes down what it tells; `None` if it ends before all is told.
    pub(crate) fn by(command: &mut Command) -> Option<Told> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let stdin = child.stdin.take()?;
        let stdout = io::BufReader::new(child.stdout.take()?);
        let mut told = Told { child, _stdin: stdin, figures: HashMap::new() };
        for line in stdout.lines().map_while(Result::ok) {
            if line == READY {
                return Some(told);
            }
            let (name, value) = line.split_once(' ')?;
            told.figures.entry(name.to_owned()).or_default().push(value.parse().ok()?);
        }
        None
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Takes the figures of another process that does the same, which ends.
    pub(crate) fn add(&mut self, other: &Told) {
        for (name, figures) in &other.figures {
            self.figures.entry(name.clone()).or_default().extend(figures);
        }
    }

    /// A figure that was told, the middle one of those of several processes.
    pub(crate) fn figure(&self, name: &str) -> f64 {
        self.figures.get(name).map_or(f64::NAN, |figures| median(figures.clone()))
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        // It has nothing left to do; an error would mean that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A number of a line `name: number ...` of a file of `/proc`.
pub(crate) fn proc_number(file: &str, name: &str) -> Option<f64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}
