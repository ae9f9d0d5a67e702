//! Bytes, read as parts of a report. There is always more: after their end come zeros.

use std::sync::Arc;
use std::time::Duration;

/// Texts that something breaks on, which bytes would rarely make.
const TEXTS: [&str; 24] = [
    "",
    "main",
    "tokio-rt-w3",
    "tokio::sync::mutex::Mutex<T>::lock",
    "/root/.cargo/registry/src/index/tokio-1.0.0/src/sync/mutex.rs",
    "\u{1b}[2J\u{1b}]0;x\u{7}",
    "\0",
    "a\r\nb\tc",
    "a;b 3",
    "\u{202e}\u{2066}\u{feff}\u{fffe}\u{ffff}\u{2028}",
    "]]>",
    "<![CDATA[",
    "</script><script>alert(1)</script>",
    "<!--",
    "&amp;&lt;\"'",
    "<?xml version=\"1.0\"?>",
    "{\"gmr\":{}}\n",
    "\\u{1b}",
    "__proto__",
    "a #2",
    "~/a",
    "xml:lang",
    "item",
    "💥",
];

/// The bytes that are left.
pub(super) struct Input<'d> {
    data: &'d [u8],
    /// So many items may still be made: few bytes must not make much.
    room: usize,
}

impl<'d> Input<'d> {
    pub(super) fn new(data: &'d [u8]) -> Self {
        Input { data, room: 2000 }
    }

    pub(super) fn byte(&mut self) -> u8 {
        let (first, rest) = self.data.split_first().unwrap_or((&0, &[]));
        self.data = rest;
        *first
    }

    pub(super) fn below(&mut self, end: u8) -> u8 {
        self.byte() % end
    }

    pub(super) fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    /// A number of each size.
    pub(super) fn number(&mut self) -> u64 {
        match self.below(6) {
            0 => 0,
            1 => self.byte().into(),
            2 => u64::MAX,
            3 => (1 << 53) + u64::from(self.below(3)) - 1,
            _ => u64::from_le_bytes(std::array::from_fn(|_| self.byte())),
        }
    }

    pub(super) fn duration(&mut self) -> Duration {
        match self.below(4) {
            0 => Duration::MAX,
            1 => Duration::from_millis(self.byte().into()),
            _ => Duration::from_nanos(self.number()),
        }
    }

    /// A text from the list, of bytes, or a long one.
    pub(super) fn text(&mut self) -> String {
        match self.byte() {
            at @ 0..0xc0 => TEXTS[usize::from(at) % TEXTS.len()].to_owned(),
            length @ 0xc0..0xfa => {
                let (text, rest) = self.data.split_at(self.data.len().min(length.into()) / 4);
                self.data = rest;
                String::from_utf8_lossy(text).into_owned()
            }
            times => {
                let text = TEXTS[usize::from(self.below(24))];
                text.repeat(1 << (times - 0xfa + 8))
            }
        }
    }

    pub(super) fn shared(&mut self) -> Arc<str> {
        self.text().into()
    }

    pub(super) fn option<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    /// A few items, and sometimes many.
    pub(super) fn list<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let length = match self.byte() {
            few @ 0..0xf0 => few % 5,
            many => self.byte().max(many),
        };
        let length = self.room.min(length.into());
        self.room -= length;
        (0..length).map(|_| make(self)).collect()
    }
}
