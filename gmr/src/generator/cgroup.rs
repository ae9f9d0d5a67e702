//! "Cgroup": what the control group of the process may use and uses, and how long its processes
//! waited for that.

use super::{pressure, unreadable};
use crate::capture::cgroup::{Cgroup, Cpu, Figure, Io, Limit, Memory, Pids, Version};
use crate::section::{Field, Map, Out};
use std::io;
use std::time::Duration;

const NOT_SEEN: &str = "not known: the group is not mounted where the process could see it";

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    match Cgroup::of_process() {
        Ok(Some(cgroup)) => write_cgroup(&cgroup, out),
        Ok(None) => out.note("none: the process is in no control group"),
        Err(error) => out.note(unreadable("/proc/self/cgroup", &error)),
    }
}

fn write_cgroup(cgroup: &Cgroup, out: Out<'_>) {
    let mut map = out.map();
    map.entry("version").symbol(match cgroup.version {
        Version::V1 => "v1",
        Version::V2 => "v2",
        Version::Hybrid => "v1, and v2 beside it",
    });
    map.entry("path").str(&cgroup.path);
    seen(map.entry("memory"), cgroup.memory(), memory);
    seen(map.entry("cpu"), cgroup.cpu(), cpu);
    seen(map.entry("pids"), cgroup.pids(), pids);
    seen(map.entry("io"), cgroup.io(), disks);
    let out = map.entry("pressure");
    match (cgroup.version, cgroup.new_one()) {
        (Version::V1, _) => out.note("not known: v1 does not tell it"),
        (_, None) => out.note(NOT_SEEN),
        (_, Some(place)) => {
            let read = |resource: &str| place.read(&format!("{resource}.pressure"));
            pressure::write(read, "its file in the group", out);
        }
    }
}

fn seen<T>(out: Out<'_>, figures: Option<T>, write: fn(Out<'_>, &T)) {
    match figures {
        Some(figures) => write(out, &figures),
        None => out.note(NOT_SEEN),
    }
}

fn memory(out: Out<'_>, figures: &Memory) {
    static NAMES: [Field; 4] = [kib("limit"), kib("high"), kib("used"), kib("used at most")];
    let mut map = out.map();
    let [limit_name, high_name, used, most] = &NAMES;
    limit(&mut map, limit_name, &figures.limit, |bytes, out| out.uint(bytes / 1024));
    if let Some(high) = &figures.high {
        limit(&mut map, high_name, high, |bytes, out| out.uint(bytes / 1024));
    }
    figure(map.field(used), &figures.used, |bytes, out| out.uint(bytes / 1024));
    figure(map.field(most), &figures.most, |bytes, out| out.uint(bytes / 1024));
    figure(map.entry("limit reached"), &figures.reached, |count, out| out.uint(count));
    figure(map.entry("oom kills"), &figures.killed, |count, out| out.uint(count));
}

fn cpu(out: Out<'_>, figures: &Cpu) {
    static LIMIT: Field = Field::new("limit").unit("processors");
    let mut map = out.map();
    limit(&mut map, &LIMIT, &figures.limit, |share, out| out.float(share));
    figure(map.entry("periods"), &figures.periods, |count, out| out.uint(count));
    figure(map.entry("throttled periods"), &figures.throttled, |count, out| out.uint(count));
    let write = |time: Duration, out: Out<'_>| out.duration(time);
    figure(map.entry("throttled for"), &figures.throttled_for, write);
}

fn pids(out: Out<'_>, figures: &Pids) {
    static LIMIT: Field = Field::new("limit");
    let mut map = out.map();
    limit(&mut map, &LIMIT, &figures.limit, |limit, out| out.uint(limit));
    figure(map.entry("used"), &figures.used, |count, out| out.uint(count));
}

fn disks(out: Out<'_>, figures: &Io) {
    static NAMES: [Field; 2] = [kib("read"), kib("written")];
    let mut map = out.map();
    for (name, bytes) in NAMES.iter().zip([&figures.read, &figures.written]) {
        figure(map.field(name), bytes, |bytes, out| out.uint(bytes / 1024));
    }
}

/// Of bytes: the kernel counts them in pages.
const fn kib(name: &'static str) -> Field {
    Field::new(name).unit("KiB")
}

fn figure<T: Copy>(out: Out<'_>, figure: &Figure<T>, write: impl FnOnce(T, Out<'_>)) {
    match &figure.value {
        Ok(value) => write(*value, out),
        Err(error) => out.note(why(figure.file, error)),
    }
}

/// A limit, and whose it is if not the group's own.
fn limit<T: Copy>(
    map: &mut Map<'_>,
    name: &Field,
    limit: &Limit<T>,
    write: impl FnOnce(T, Out<'_>),
) {
    match &limit.value {
        Ok(Some((value, path))) => {
            write(*value, map.field(name));
            if let Some(path) = path {
                map.entry(format!("{} of", name.name)).str(path);
            }
        }
        Ok(None) => map.entry(name.name).symbol("unlimited"),
        Err(error) => map.field(name).note(why(limit.file, error)),
    }
}

/// The outermost group has few files, and one whose controller is not turned on has fewer.
fn why(file: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("not told: the group has no {file}"),
        io::ErrorKind::InvalidData => format!("not told in {file}"),
        _ => unreadable(file, error),
    }
}

#[cfg(test)]
mod tests;
