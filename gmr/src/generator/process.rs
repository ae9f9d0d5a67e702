//! "Processes": this process, its parent and its children.

mod children;
mod user;

use crate::capture::proc::{self, Stat, Status};
use crate::section::{Map, Out, command_line};
use std::fs;
use std::io;
use std::time::{Duration, SystemTime};

/// A command line longer than this hides the rest of the report.
const COMMAND: usize = 16 * 1024;

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let pid = std::process::id();
    let stat = proc::stat(pid.into());
    let status = fs::read("/proc/self/status").map(|text| Status::new(&text));
    let mut map = out.map();
    map.entry("pid").uint(pid.into());
    parent(map.entry("parent"));
    match &stat {
        Ok(stat) => map.entry("name").str(&stat.name),
        Err(error) => map.entry("name").note(unknown(error)),
    }
    place(map.entry("executable"), std::env::current_exe());
    map.entry("command").symbol(command(&arguments()));
    place(map.entry("directory"), std::env::current_dir());
    user::write(&mut map, status.as_ref().ok());
    match &stat {
        Ok(stat) => running(&mut map, stat),
        Err(error) => map.entry("state").note(unknown(error)),
    }
    children::write(map.entry("children"));
}

/// Why something is not known.
fn unknown(error: &io::Error) -> String {
    if cfg!(target_os = "linux") {
        format!("not known: {error}")
    } else {
        "not known on this target".to_owned()
    }
}

fn place(out: Out<'_>, path: io::Result<std::path::PathBuf>) {
    match path {
        Ok(path) => out.path(&path),
        Err(error) => out.note(format!("not known: {error}")),
    }
}

fn parent(out: Out<'_>) {
    let Some(pid) = parent_id() else { return out.note("not known on this target") };
    if pid == 0 {
        return out.note("outside of this container");
    }
    let mut map = out.map();
    map.entry("pid").uint(pid.into());
    match proc::stat(pid.into()) {
        Ok(stat) => map.entry("name").str(&stat.name),
        Err(error) => map.entry("name").note(unknown(&error)),
    }
}

fn parent_id() -> Option<u32> {
    #[cfg(unix)]
    return Some(std::os::unix::process::parent_id());
    #[cfg(not(unix))]
    return None;
}

/// The arguments as others see them: a program may have changed them since it started.
fn arguments() -> Vec<String> {
    match fs::read("/proc/self/cmdline") {
        Ok(text) => {
            let text = text.strip_suffix(&[0]).unwrap_or(&text);
            text.split(|byte| *byte == 0).map(|a| String::from_utf8_lossy(a).into_owned()).collect()
        }
        Err(_) => std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect(),
    }
}

/// The command line with its secrets masked, argument by argument, and quoted where a shell
/// would need it.
fn command(arguments: &[String]) -> String {
    let mut line = String::new();
    for argument in command_line(arguments) {
        if !line.is_empty() {
            line.push(' ');
        }
        let plain = |c: char| !c.is_whitespace() && !"'\"\\$`&|;<>()#!".contains(c);
        if !argument.is_empty() && argument.chars().all(plain) {
            line.push_str(&argument);
        } else {
            line.push_str(&format!("'{}'", argument.replace('\'', r"'\''")));
        }
    }
    let cut = line.floor_char_boundary(COMMAND);
    if cut < line.len() {
        let more = line.len() - cut;
        line.truncate(cut);
        line.push_str(&format!("... <{more} more bytes>"));
    }
    line
}

fn running(map: &mut Map<'_>, stat: &Stat) {
    map.entry("state").symbol(stat.state.word());
    match age(stat.start_ticks) {
        Some(age) => {
            let start = SystemTime::now().checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH);
            // The kernel counts in hundredths of a second; the rest would be noise.
            map.entry("started").symbol(humantime::format_rfc3339_seconds(start).to_string());
            map.entry("running for").duration(Duration::from_millis(age.as_millis() as u64));
        }
        None => map.entry("started").note("not known on this target"),
    }
    map.entry("threads").uint(stat.threads);
}

/// How long ago a process was started that started this many ticks after the machine.
fn age(start_ticks: u64) -> Option<Duration> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return proc::age(start_ticks);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        let _ = start_ticks;
        None
    }
}

#[cfg(test)]
mod tests;
