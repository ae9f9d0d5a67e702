//! Pressure stall information: how long processes waited for a resource.
//!
//! See the kernel's `Documentation/accounting/psi.rst`.

use std::time::Duration;

/// How long processes waited for one resource.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Pressure {
    /// Some of them waited.
    pub(crate) some: Option<Stall>,
    /// All that were not idle waited.
    pub(crate) full: Option<Stall>,
}

/// Time that was lost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stall {
    /// Percent of the last 10, 60 and 300 seconds.
    pub(crate) averages: [f64; 3],
    /// All of it.
    pub(crate) total: Duration,
}

impl Pressure {
    /// Reads the lines that the kernel writes; `None` if they are of another form.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let mut pressure = Pressure::default();
        for line in std::str::from_utf8(text).ok()?.lines() {
            match line.split_once(' ')? {
                ("some", rest) => pressure.some = Some(Stall::parse(rest)?),
                ("full", rest) => pressure.full = Some(Stall::parse(rest)?),
                // What later kernels may add.
                _ => {}
            }
        }
        (pressure.some.is_some() || pressure.full.is_some()).then_some(pressure)
    }

    /// Whether nobody ever waited.
    pub(crate) fn is_none(&self) -> bool {
        [self.some, self.full].into_iter().flatten().all(|stall| stall.total.is_zero())
    }
}

impl Stall {
    fn parse(line: &str) -> Option<Self> {
        let of = |name: &str| {
            line.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
        };
        let percent =
            |name| of(name)?.parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
        Some(Stall {
            averages: [percent("avg10")?, percent("avg60")?, percent("avg300")?],
            total: Duration::from_micros(of("total")?.parse().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_kernel_are_read() {
        let text = b"some avg10=55.68 avg60=69.94 avg300=52.28 total=289199988\n\
                     full avg10=0.00 avg60=0.00 avg300=100.00 total=7\n";
        let pressure = Pressure::parse(text).unwrap();
        let some = pressure.some.unwrap();
        assert_eq!(some.averages, [55.68, 69.94, 52.28]);
        assert_eq!(some.total, Duration::from_micros(289_199_988));
        assert_eq!(pressure.full.unwrap().averages[2], 100.0);
        // Before Linux 5.13, processors have no second line.
        let old = Pressure::parse(&text[..text.len() - 49]).unwrap();
        assert_eq!((old.some, old.full), (Some(some), None));
    }

    #[test]
    fn what_is_of_another_form_is_refused() {
        for text in [
            "",
            "\n",
            "some",
            "some avg10=0.00",
            "some avg10=x avg60=0 avg300=0 total=1",
            "some avg10=NaN avg60=0 avg300=0 total=1",
            "some avg10=inf avg60=0 avg300=0 total=1",
            "some avg10=101 avg60=0 avg300=0 total=1",
            "some avg10=0 avg60=0 avg300=0 total=-1",
            "other avg10=0 avg60=0 avg300=0 total=1",
        ] {
            assert_eq!(Pressure::parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Pressure::parse(b"some \xff"), None);
    }
}
