//! How long processes waited for processors, memory and disks: of a control group, or of the host.

use super::unreadable;
use crate::capture::pressure::{Pressure, Stall};
use crate::section::{Field, Map, Out};
use std::io;

/// The resources for which the kernel knows it.
pub(super) const RESOURCES: [&str; 3] = ["cpu", "memory", "io"];

/// The kernel's own names, as in `Documentation/accounting/psi.rst`.
static SOME: [Field; 4] = fields(["some avg10", "some avg60", "some avg300", "some total"]);
static FULL: [Field; 4] = fields(["full avg10", "full avg60", "full avg300", "full total"]);

const fn fields([a, b, c, total]: [&'static str; 4]) -> [Field; 4] {
    [Field::new(a).unit("%"), Field::new(b).unit("%"), Field::new(c).unit("%"), Field::new(total)]
}

/// Writes what is known of each resource; `read` gets its name.
pub(super) fn write(read: impl Fn(&str) -> io::Result<Vec<u8>>, file: &str, out: Out<'_>) {
    let mut map = out.map();
    for resource in RESOURCES {
        let out = map.entry(resource);
        match read(resource) {
            Ok(text) => write_one(Pressure::parse(&text), out),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                out.note("not known: turned off in the kernel (psi=0)");
            }
            Err(error) => out.note(unreadable(file, &error)),
        }
    }
}

fn write_one(pressure: Option<Pressure>, out: Out<'_>) {
    match pressure {
        None => out.note("not known: of another form than the kernel's"),
        Some(pressure) if pressure.is_none() => out.symbol("never"),
        Some(pressure) => {
            let mut map = out.map();
            stall(&mut map, pressure.some, &SOME);
            stall(&mut map, pressure.full, &FULL);
        }
    }
}

fn stall(map: &mut Map<'_>, stall: Option<Stall>, [fields @ .., total]: &'static [Field; 4]) {
    // Of a processor, that all wait is said since Linux 5.13, and of a host it is always zero.
    let Some(stall) = stall.filter(|stall| !stall.total.is_zero()) else { return };
    for (field, percent) in fields.iter().zip(stall.averages) {
        map.field(field).float(percent);
    }
    map.field(total).duration(stall.total);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::value_of;
    use crate::model::Value;
    use std::time::Duration;

    #[test]
    fn each_resource_is_told_or_why_it_is_not() {
        let read = |resource: &str| match resource {
            "cpu" => Ok(b"some avg10=1.50 avg60=0.00 avg300=0.00 total=9\n".to_vec()),
            "memory" => Ok(b"some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n".to_vec()),
            _ => Err(io::ErrorKind::Unsupported.into()),
        };
        let value = value_of(|out| write(read, "/proc/pressure", out));
        let cpu = value.entry("cpu").unwrap();
        assert_eq!(cpu.entry("some avg10"), Some(&Value::Float(1.5)));
        let total = Value::Duration(Duration::from_micros(9));
        assert_eq!(cpu.entry("some total"), Some(&total));
        assert_eq!(cpu.entry("full avg10"), None);
        assert_eq!(value.entry("memory"), Some(&Value::Symbol("never".into())));
        assert!(matches!(value.entry("io"), Some(Value::Note(why)) if why.contains("psi=0")));
    }
}
