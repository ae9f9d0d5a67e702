//! Functions and statics read as far as their signature goes.
//!
//! A body is never parsed: while its author types, it is no valid Rust, and the item must stay
//! where it is for the editor to help.

mod implementation;
mod mark;

pub(crate) use implementation::{Implementation, Marked};
pub(crate) use mark::{Says, without_marks};

use crate::attr::{flatten, is_arrow, is_punct, is_word, split_parameters};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// What an attribute macro stands on.
pub(crate) struct Item {
    /// The `#[cfg(...)]`s; what is added beside the item needs them, too.
    pub(crate) cfgs: TokenStream,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Function(Function),
    Static(Static),
    /// Anything else: its first word, and where that stands.
    Other(String, Span),
}

pub(crate) struct Function {
    pub(crate) name: Ident,
    pub(crate) is_async: bool,
    pub(crate) is_unsafe: Option<Span>,
    /// The parameters in `<...>` that are no lifetimes.
    pub(crate) generics: Vec<Ident>,
    pub(crate) parameters: Group,
    /// The type behind `->`.
    pub(crate) output: Vec<TokenTree>,
    pub(crate) has_body: bool,
}

/// How a function takes `self`.
#[derive(Clone, Copy)]
pub(crate) enum Receiver {
    /// It takes none.
    None,
    /// By a shared reference; where that begins.
    Shared(Span),
    /// By value, by `&mut` or in a pointer, which a static cannot give away.
    Other(Span),
}

pub(crate) struct Static {
    pub(crate) name: Ident,
    pub(crate) is_mut: Option<Span>,
}

impl Function {
    /// Whether it writes to an `Out` instead of returning what it shows.
    pub(crate) fn writes(&self) -> bool {
        split_parameters(self.parameters.stream()).iter().any(|parameter| is_out(parameter))
    }

    pub(crate) fn receiver(&self) -> Receiver {
        let parameters = split_parameters(self.parameters.stream());
        let Some(first) = parameters.first().filter(|first| is_self(first)) else {
            return Receiver::None;
        };
        // `&self`, or `self: &Self`.
        let ty = first.iter().position(|tree| is_punct(Some(tree), ':')).map_or(0, |at| at + 1);
        let is_shared = is_punct(first.get(ty), '&')
            && !first[ty..].iter().take(4).any(|tree| is_word(Some(tree), "mut"));
        let at = first[0].span();
        if is_shared { Receiver::Shared(at) } else { Receiver::Other(at) }
    }

    /// Where the type stands that it returns: the last name of the type's path.
    pub(crate) fn output_span(&self) -> Span {
        let names = self.output.iter().take_while(|tree| !is_punct(Some(tree), '<'));
        let last = names.filter(|tree| matches!(tree, TokenTree::Ident(_))).last();
        last.or(self.output.first()).map_or_else(|| self.name.span(), TokenTree::span)
    }
}

/// Whether a parameter is the writer.
pub(crate) fn is_out(parameter: &[TokenTree]) -> bool {
    parameter.iter().any(|tree| is_word(Some(tree), "Out"))
}

/// Whether a parameter is the receiver.
pub(crate) fn is_self(parameter: &[TokenTree]) -> bool {
    let mut name = parameter.iter().take_while(|tree| !is_punct(Some(tree), ':'));
    name.any(|tree| is_word(Some(tree), "self"))
}

impl Item {
    pub(crate) fn read(tokens: &TokenStream) -> Self {
        let trees = flatten(tokens.clone());
        let mut reader = Reader { trees: &trees, at: 0 };
        let cfgs = reader.attributes();
        let first = reader.peek().map_or_else(Span::call_site, TokenTree::span);
        let kind = reader.kind().unwrap_or_else(|| {
            let word = trees.get(reader.at).map_or_else(String::new, ToString::to_string);
            Kind::Other(word, trees.get(reader.at).map_or(first, TokenTree::span))
        });
        Item { cfgs, kind }
    }
}

struct Reader<'t> {
    trees: &'t [TokenTree],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&TokenTree> {
        self.trees.get(self.at)
    }

    fn next(&mut self) -> Option<TokenTree> {
        let tree = self.trees.get(self.at).cloned();
        self.at += 1;
        tree
    }

    fn eat(&mut self, word: &str) -> Option<Span> {
        is_word(self.peek(), word).then(|| self.next()).flatten().map(|tree| tree.span())
    }

    fn ident(&mut self) -> Option<Ident> {
        match self.next()? {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        }
    }

    /// Steps over the attributes and copies those that are a `cfg`.
    fn attributes(&mut self) -> TokenStream {
        let mut cfgs = TokenStream::new();
        while is_punct(self.peek(), '#') {
            let (sign, list) = (self.next(), self.next());
            if let Some(TokenTree::Group(group)) = &list
                && is_word(group.stream().into_iter().next().as_ref(), "cfg")
            {
                cfgs.extend(sign.into_iter().chain(list));
            }
        }
        cfgs
    }

    /// A function or a static; else nothing, and the reader stands at the word that tells what
    /// it is instead.
    fn kind(&mut self) -> Option<Kind> {
        if self.eat("pub").is_some()
            && let Some(TokenTree::Group(group)) = self.peek()
            && group.delimiter() == Delimiter::Parenthesis
        {
            self.at += 1;
        }
        let start = self.at;
        if self.eat("static").is_some() {
            let is_mut = self.eat("mut");
            return self.ident().map(|name| Kind::Static(Static { name, is_mut }));
        }
        let mut is_async = false;
        let mut is_unsafe = None;
        loop {
            if self.eat("fn").is_some() {
                return self.function(is_async, is_unsafe).map(Kind::Function);
            } else if self.eat("async").is_some() {
                is_async = true;
            } else if let Some(span) = self.eat("unsafe") {
                is_unsafe = Some(span);
            } else if self.eat("extern").is_some() {
                self.at += usize::from(matches!(self.peek(), Some(TokenTree::Literal(_))));
            } else if self.eat("const").is_none() && self.eat("safe").is_none() {
                // `unsafe impl` is told as `impl`, `const X` as `const`.
                let told_later = is_word(self.trees.get(start), "unsafe");
                self.at = if told_later { self.at } else { start };
                return None;
            }
        }
    }

    fn function(&mut self, is_async: bool, is_unsafe: Option<Span>) -> Option<Function> {
        let name = self.ident()?;
        let generics = self.generics();
        let Some(TokenTree::Group(parameters)) = self.next() else { return None };
        let output = self.output();
        let has_body = match self.trees.last() {
            Some(TokenTree::Group(body)) => body.delimiter() == Delimiter::Brace,
            _ => false,
        };
        Some(Function { name, is_async, is_unsafe, generics, parameters, output, has_body })
    }

    /// Steps over `<...>` and collects the parameters in it that are no lifetimes.
    fn generics(&mut self) -> Vec<Ident> {
        let mut depth = 0_usize;
        let mut found = Vec::new();
        while let Some(tree) = self.peek() {
            let before = &self.trees[..self.at];
            if is_punct(Some(tree), '<') {
                depth += 1;
            } else if is_punct(Some(tree), '>') && !is_arrow(before) {
                depth = depth.saturating_sub(1);
            } else if depth == 1
                && is_parameter(before)
                && let TokenTree::Ident(name) = tree
                && name != "const"
            {
                found.push(name.clone());
            }
            if depth == 0 {
                // Behind the last `>`, or there were no generics at all.
                self.at += usize::from(is_punct(Some(tree), '>'));
                return found;
            }
            self.at += 1;
        }
        found
    }

    fn output(&mut self) -> Vec<TokenTree> {
        if !is_punct(self.peek(), '-') {
            return Vec::new();
        }
        let behind_arrow = self.trees.iter().skip(self.at + 2);
        let is_end = |tree: &TokenTree| match tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(sign) => sign.as_char() == ';',
            tree => is_word(Some(tree), "where"),
        };
        // `[u8; 3]` is one tree, so that a `;` ends a function without a body.
        behind_arrow.take_while(|tree| !is_end(tree)).cloned().collect()
    }
}

/// Whether a name that stands here begins a parameter.
fn is_parameter(before: &[TokenTree]) -> bool {
    let before = match before {
        [before @ .., last] if is_word(Some(last), "const") => before,
        before => before,
    };
    is_punct(before.last(), '<') || is_punct(before.last(), ',')
}
