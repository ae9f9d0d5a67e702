//! "Limits": what the process may use, beside what it uses.

use crate::capture::limits::{self, Limit, limits};
use crate::capture::proc::{self, Status};
use crate::capture::{descriptors, kernel};
use crate::section::{Field, Out};
use std::time::Duration;

/// More than `/proc/*/status` is long.
const STATUS: usize = 64 * 1024;

/// What the process uses of a limit.
#[derive(Debug, Clone, Copy, Default)]
struct Uses<'s> {
    status: Option<&'s Status>,
    descriptors: Option<u64>,
    cpu: Option<Duration>,
}

impl Uses<'_> {
    fn of(&self, name: &str) -> Option<u64> {
        let status = self.status?;
        match name {
            limits::OPEN_FILES => self.descriptors,
            limits::PROCESSES => status.number("Threads"),
            limits::ADDRESS_SPACE => status.bytes("VmSize"),
            limits::DATA => status.bytes("VmData"),
            limits::STACK => status.bytes("VmStk"),
            limits::LOCKED => status.bytes("VmLck"),
            limits::CPU => self.cpu.map(|cpu| cpu.as_secs()),
            // "2/7789": pending ones, and the limit.
            limits::PENDING => status.field("SigQ")?.split('/').next()?.parse().ok(),
            _ => None,
        }
    }
}

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let status = kernel::of_process("status", STATUS).map(|text| Status::new(&text)).ok();
    let stat = proc::stat(std::process::id().into()).ok();
    let uses = Uses {
        status: status.as_ref(),
        descriptors: descriptors::count().ok().map(|count| count as u64),
        cpu: stat.and_then(|stat| proc::spent(&stat)),
    };
    write_limits(limits(), &uses, out);
}

fn write_limits(limits: impl Iterator<Item = Limit>, uses: &Uses<'_>, out: Out<'_>) {
    let mut map = out.map();
    let mut unlimited: Vec<&str> = Vec::new();
    for limit in limits {
        if limit.soft.is_none() && limit.hard.is_none() {
            unlimited.push(limit.name);
        } else {
            write_limit(&limit, uses.of(limit.name), map.entry(limit.name));
        }
    }
    // Most are, and a line for each would hide the others.
    if !unlimited.is_empty() {
        map.entry("without limit").symbol(unlimited.join(", "));
    }
}

fn write_limit(limit: &Limit, used: Option<u64>, out: Out<'_>) {
    let mut map = out.map();
    if let Some(used) = used {
        // The kernel counts those of all the user's processes; who may see those differs.
        let name = if limit.name == limits::PROCESSES { "used by this process" } else { "used" };
        map.field(&Field::new(name).unit(limit.unit)).uint(used);
    }
    for (name, value) in [("soft", limit.soft), ("hard", limit.hard)] {
        match value {
            Some(value) => map.field(&Field::new(name).unit(limit.unit)).uint(value),
            None => map.entry(name).symbol("unlimited"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::value_of;
    use crate::model::Value;

    #[test]
    fn a_limit_is_told_with_what_is_used_of_it() {
        let limit = |name, soft, hard| Limit { name, unit: "B", soft, hard };
        let all = [
            limit(limits::OPEN_FILES, Some(1024), None),
            limit(limits::ADDRESS_SPACE, Some(1 << 30), Some(1 << 31)),
            limit(limits::PENDING, Some(9), Some(9)),
            limit("core file", Some(0), Some(0)),
            limit("file size", None, None),
            limit("file locks", None, None),
        ];
        let status = Status::new(b"VmSize:\t    12 kB\nSigQ:\t2/7789\n");
        let uses = Uses { status: Some(&status), descriptors: Some(7), cpu: None };
        let value = value_of(|out| write_limits(all.into_iter(), &uses, out));
        let of =
            |limit, key| value.entry(limit).and_then(|limit: &Value| limit.entry(key).cloned());
        assert_eq!(of(limits::OPEN_FILES, "used"), Some(Value::Int(7)));
        assert_eq!(of(limits::OPEN_FILES, "soft"), Some(Value::Int(1024)));
        assert_eq!(of(limits::OPEN_FILES, "hard"), Some(Value::Symbol("unlimited".into())));
        assert_eq!(of(limits::ADDRESS_SPACE, "used"), Some(Value::Int(12 * 1024)));
        assert_eq!(of(limits::PENDING, "used"), Some(Value::Int(2)));
        assert_eq!(of("core file", "used"), None);
        assert_eq!(of("core file", "hard"), Some(Value::Int(0)));
        let unlimited = Value::Symbol("file size, file locks".into());
        assert_eq!(value.entry("without limit"), Some(&unlimited));
    }
}
