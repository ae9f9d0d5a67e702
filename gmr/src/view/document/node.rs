//! The tree that the data views share.

use crate::view::escape;
use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Duration;

/// Numbers up to this are the same in every reader: JavaScript's, and those that read as it does,
/// have 53 bits for them.
const MOST: u128 = 1 << 53;

/// A part of the document.
///
/// Long lists are made item by item while they are written, so that the document is never in
/// memory as a whole.
pub(in crate::view) enum Node<'r> {
    /// Nothing, for a reason that stands beside it.
    Null,
    Bool(bool),
    /// At most 2⁵³ either way.
    Int(i64),
    /// Finite.
    Float(f64),
    /// An address, as text in hexadecimal.
    Hex(u64),
    /// Text from anywhere; who writes it makes it printable by [`printable`].
    Text(Cow<'r, str>),
    /// What the schema names.
    Map(Vec<(&'static str, Node<'r>)>),
    /// What the program names.
    Named(Lazy<'r, (Cow<'r, str>, Node<'r>)>),
    /// The same, made before.
    NamedList(Vec<(Cow<'r, str>, Node<'r>)>),
    List(Vec<Node<'r>>),
    Each(Lazy<'r, Node<'r>>),
}

/// Makes an iterator as often as it is asked.
pub(in crate::view) type Lazy<'r, T> = Box<dyn Fn() -> Box<dyn Iterator<Item = T> + 'r> + 'r>;

impl<'r> Node<'r> {
    pub(in crate::view) fn text(text: &'r str) -> Self {
        Node::Text(text.into())
    }

    /// Text that a view has put together.
    pub(in crate::view) fn words(text: impl Into<Cow<'r, str>>) -> Self {
        Node::Text(text.into())
    }

    /// A whole number; as text if not every reader could read it.
    pub(in crate::view) fn int(number: impl TryInto<i128>) -> Self {
        match number.try_into() {
            Ok(number) if number.unsigned_abs() <= MOST => Node::Int(number as i64),
            Ok(number) => Node::Text(number.to_string().into()),
            Err(_) => Node::Null,
        }
    }

    pub(in crate::view) fn millis(time: Duration) -> Self {
        Node::int(i128::try_from(time.as_millis()).unwrap_or(i128::MAX))
    }

    pub(in crate::view) fn nanos(time: Duration) -> Self {
        Node::int(i128::try_from(time.as_nanos()).unwrap_or(i128::MAX))
    }

    /// A node, or null.
    pub(in crate::view) fn option(node: Option<Node<'r>>) -> Self {
        node.unwrap_or(Node::Null)
    }

    /// Items that are made one by one.
    pub(in crate::view) fn each<I>(items: impl Fn() -> I + 'r) -> Self
    where
        I: Iterator<Item = Node<'r>> + 'r,
    {
        Node::Each(Box::new(move || Box::new(items())))
    }

    /// What the program names, made one by one. A name that occurs again is told apart by a
    /// number: of two with one name, most readers keep one.
    pub(in crate::view) fn named<I>(entries: impl Fn() -> I + 'r) -> Self
    where
        I: Iterator<Item = (&'r str, Node<'r>)> + 'r,
    {
        Node::Named(Box::new(move || {
            let mut names = Names::default();
            Box::new(entries().map(move |(name, node)| (names.distinct(escape::line(name)), node)))
        }))
    }
}

/// The text as it is written: nothing in it steers a terminal or breaks a parser.
pub(in crate::view) fn printable(text: &str) -> Cow<'_, str> {
    escape::lines(text)
}

/// Names of one map.
#[derive(Default)]
pub(in crate::view) struct Names<'r>(HashSet<Cow<'r, str>>);

impl<'r> Names<'r> {
    /// The name, with a number if it was there before.
    pub(in crate::view) fn distinct(&mut self, name: Cow<'r, str>) -> Cow<'r, str> {
        if self.0.insert(name.clone()) {
            return name;
        }
        let numbered = (2_u64..).map(|number| Cow::Owned(format!("{name} #{number}")));
        numbered.into_iter().find(|name| self.0.insert(Cow::clone(name))).unwrap_or(name)
    }
}

/// A map of what the schema names; what is not known can be left out.
#[derive(Default)]
pub(in crate::view) struct Fields<'r>(Vec<(&'static str, Node<'r>)>);

impl<'r> Fields<'r> {
    /// With room for so many.
    pub(in crate::view) fn of(number: usize) -> Self {
        Fields(Vec::with_capacity(number))
    }

    pub(in crate::view) fn put(&mut self, key: &'static str, node: Node<'r>) {
        self.0.push((key, node));
    }

    /// Nothing if there is nothing.
    pub(in crate::view) fn put_some(&mut self, key: &'static str, node: Option<Node<'r>>) {
        self.0.extend(node.map(|node| (key, node)));
    }

    pub(in crate::view) fn map(self) -> Node<'r> {
        Node::Map(self.0)
    }
}
