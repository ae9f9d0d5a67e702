//! The XML view: the document, element for element.

use super::document::{Node, document, printable};
use crate::model::Report;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};
use std::borrow::Borrow;
use std::io;

/// The report as XML 1.0: the document of the JSON view, element for element.
///
/// The root is `report`. A key is an element of its name, or `<item key="...">` if XML has no such
/// name; what is in a list is an `<item>`. `type` says what is no text: `list`, `number`,
/// `boolean`, `null`; a map has elements, or `type="map"` if it is empty. XML cannot hold control
/// characters even as references: they are written as `\u{1b}`, as in every view.
///
/// ```
/// gmr::register("Answer", || 42).detach();
/// let xml = gmr::view::xml(&gmr::collect());
/// assert!(xml.contains(r#"<Answer><status>ok</status><reason type="null"/>"#));
/// assert!(xml.contains(r#"<value type="number">42</value>"#));
/// ```
#[must_use]
pub fn xml(report: &Report) -> String {
    let mut out = Out(Writer::new(Vec::new()));
    // Writing to memory does not fail.
    let _ = out.document(&document(report));
    // All that was written came from strings.
    let mut text = String::from_utf8(out.0.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

struct Out(Writer<Vec<u8>>);

impl Out {
    fn document(&mut self, root: &Node<'_>) -> io::Result<()> {
        self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.element(BytesStart::new("report"), root)
    }

    /// An element that is named by a key.
    fn keyed(&mut self, key: &str, node: &Node<'_>) -> io::Result<()> {
        if is_name(key) {
            return self.element(BytesStart::new(key), node);
        }
        let mut start = BytesStart::new("item");
        start.push_attribute(("key", key));
        self.element(start, node)
    }

    fn element(&mut self, start: BytesStart<'_>, node: &Node<'_>) -> io::Result<()> {
        match node {
            Node::Null => self.empty(start, "null"),
            Node::Bool(value) => self.typed(start, "boolean", &value.to_string()),
            Node::Int(value) => self.typed(start, "number", &value.to_string()),
            // With a point or an exponent, as JSON has it.
            Node::Float(value) => self.typed(start, "number", &format!("{value:?}")),
            Node::Hex(value) => self.text(start, &format!("{value:#x}")),
            Node::Text(text) => self.text(start, &printable(text)),
            Node::Map(fields) => self.map(start, fields.iter().map(|(key, node)| (*key, node))),
            Node::Named(entries) => self.map(start, entries()),
            Node::NamedList(entries) => {
                self.map(start, entries.iter().map(|(name, node)| (name, node)))
            }
            Node::List(items) => self.list(start, items.iter()),
            Node::Each(items) => self.list(start, items()),
        }
    }

    fn empty(&mut self, mut start: BytesStart<'_>, kind: &str) -> io::Result<()> {
        start.push_attribute(("type", kind));
        self.0.write_event(Event::Empty(start))
    }

    fn typed(&mut self, mut start: BytesStart<'_>, kind: &str, text: &str) -> io::Result<()> {
        start.push_attribute(("type", kind));
        self.text(start, text)
    }

    fn text(&mut self, start: BytesStart<'_>, text: &str) -> io::Result<()> {
        self.around(start, |out| out.0.write_event(Event::Text(BytesText::new(text))))
    }

    fn map<'n>(
        &mut self,
        start: BytesStart<'_>,
        entries: impl Iterator<Item = (impl AsRef<str>, impl Borrow<Node<'n>>)>,
    ) -> io::Result<()> {
        let mut entries = entries.peekable();
        if entries.peek().is_none() {
            return self.empty(start, "map");
        }
        self.around(start, |out| {
            entries.try_for_each(|(key, node)| out.keyed(key.as_ref(), node.borrow()))
        })
    }

    fn list<'n>(
        &mut self,
        mut start: BytesStart<'_>,
        mut items: impl Iterator<Item = impl Borrow<Node<'n>>>,
    ) -> io::Result<()> {
        start.push_attribute(("type", "list"));
        self.around(start, |out| {
            items.try_for_each(|item| out.element(BytesStart::new("item"), item.borrow()))
        })
    }

    /// An element around what `inside` writes.
    fn around(
        &mut self,
        start: BytesStart<'_>,
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let end = start.to_end().into_owned();
        self.0.write_event(Event::Start(start))?;
        inside(self)?;
        self.0.write_event(Event::End(end))
    }
}

/// Whether a key can name an element, in every reader.
fn is_name(key: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_rest = |c: char| is_start(c) || c.is_ascii_digit() || matches!(c, '-' | '.');
    let is_reserved = key.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("xml"));
    key.starts_with(is_start) && key.chars().all(is_rest) && !is_reserved
}
