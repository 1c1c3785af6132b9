//! One file's tokens: the modules in it, what each defines and imports, and every path that its code names. Tests are left out.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// A path as written, with its line.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
}

/// What stands in one module.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// `mod name;`, each in a file of its own.
    pub(crate) files: BTreeSet<String>,
    /// Those of them that are compiled for tests alone. They are not read.
    pub(crate) for_tests: BTreeSet<String>,
    /// `mod name { .. }`.
    pub(crate) inline: BTreeMap<String, Module>,
    /// Names of items that are defined here.
    pub(crate) items: BTreeSet<String>,
    /// Name here -> path that it was imported from.
    pub(crate) imports: BTreeMap<String, Vec<String>>,
    /// `use path::*`.
    pub(crate) globs: Vec<Vec<String>>,
    /// Paths that the code names. A `use` that is not re-exported is one; a re-export only hands on.
    pub(crate) named: Vec<Named>,
}

/// Reads the tokens of one module.
pub(crate) fn module(tokens: TokenStream) -> Module {
    let mut module = Module::default();
    items(tokens, &mut module);
    module
}

fn items(tokens: TokenStream, into: &mut Module) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    // Of the item that is being read.
    let (mut test, mut public) = (false, false);
    while at < tokens.len() {
        if is(&tokens, at, '#') && is(&tokens, at + 1, '!') {
            // `#![allow(..)]` and `//!` are about the module itself.
            at += 3;
            continue;
        }
        if let Some(attribute) = attribute(&tokens, at) {
            test |= only_in_tests(attribute);
            at += 2;
            continue;
        }
        let word = word(&tokens, at);
        match word.as_deref() {
            Some("pub") => {
                public = true;
                at += 1;
                if let Some(TokenTree::Group(group)) = tokens.get(at)
                    && group.delimiter() == Delimiter::Parenthesis
                {
                    at += 1;
                }
                continue;
            }
            Some("mod") => {
                let name = self::word(&tokens, at + 1).unwrap_or_default();
                if let Some(TokenTree::Group(body)) = tokens.get(at + 2) {
                    if !test {
                        into.inline.insert(name, module(body.stream()));
                    }
                } else if test {
                    into.for_tests.insert(name);
                } else {
                    into.files.insert(name);
                }
                at += 3;
            }
            Some("use") => {
                let end = end_of_item(&tokens, at);
                if !test {
                    imports(&tokens[at + 1..end], &[], public, into);
                }
                at = end;
            }
            _ => {
                let end = end_of_item(&tokens, at);
                if !test {
                    define(&tokens[at..end], into);
                    paths(&tokens[at..end], into);
                }
                at = end;
            }
        }
        (test, public) = (false, false);
    }
}

fn attribute(tokens: &[TokenTree], at: usize) -> Option<&Group> {
    match (tokens.get(at)?, tokens.get(at + 1)?) {
        (TokenTree::Punct(mark), TokenTree::Group(group)) if mark.as_char() == '#' => Some(group),
        _ => None,
    }
}

/// `#[cfg(test)]`, `#[cfg(any(test, feature = "testing"))]`, `#[test]`.
fn only_in_tests(attribute: &Group) -> bool {
    let text = attribute.stream().to_string().replace(' ', "");
    text == "test" || text == "cfg(test)" || text.starts_with("cfg(any(test,")
}

fn word(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at)? {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

/// Behind the `;` or the block that ends the item. `const X: [u8; 1] = f({});` and `struct A {}` both end where they should: an item with
/// `=` or without a body ends at its `;`.
fn end_of_item(tokens: &[TokenTree], from: usize) -> usize {
    let mut assigned = false;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == ';' => return at + 1,
            TokenTree::Punct(mark) if mark.as_char() == '=' => assigned = true,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !assigned => {
                // `use a::{b};` goes on to its `;`.
                let more = matches!(tokens.get(at + 1), Some(TokenTree::Punct(mark)) if mark.as_char() == ';');
                return if more { at + 2 } else { at + 1 };
            }
            _ => {}
        }
    }
    tokens.len()
}

fn define(tokens: &[TokenTree], into: &mut Module) {
    for at in 0..tokens.len() {
        match word(tokens, at).as_deref() {
            Some("fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static") => {
                // `const fn name`, `static mut NAME`.
                let name = word(tokens, at + 1).filter(|next| !matches!(next.as_str(), "fn" | "mut" | "unsafe"));
                if let Some(name) = name {
                    into.items.insert(name);
                    return;
                }
            }
            Some("macro_rules") => {
                into.items.extend(word(tokens, at + 2));
                return;
            }
            Some("impl") => return,
            _ => {}
        }
    }
}

/// The tree of a `use`: `a::{b, c::*, d as e}`.
fn imports(tokens: &[TokenTree], before: &[String], public: bool, into: &mut Module) {
    let mut path = before.to_vec();
    let mut line = 0;
    let mut renamed = None;
    let mut at = 0;
    let mut open = false;
    let close = |path: &mut Vec<String>, renamed: &mut Option<String>, line: usize, into: &mut Module| {
        let mut full = std::mem::replace(path, before.to_vec());
        if full.last().is_some_and(|last| last == "self") && full.len() > 1 {
            full.pop();
        }
        let Some(name) = renamed.take().or_else(|| full.last().cloned()) else { return };
        if !public {
            into.named.push(Named { path: full.clone(), line });
        }
        into.imports.insert(name, full);
    };
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if word == "as" => {
                renamed = self::word(tokens, at + 1);
                at += 1;
            }
            TokenTree::Ident(word) => {
                line = word.span().start().line;
                path.push(word.to_string());
                open = true;
            }
            TokenTree::Punct(mark) if mark.as_char() == '*' => {
                into.globs.push(std::mem::replace(&mut path, before.to_vec()));
                open = false;
            }
            TokenTree::Punct(mark) if mark.as_char() == ',' => {
                if open {
                    close(&mut path, &mut renamed, line, into);
                }
                open = false;
            }
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                imports(&inner, &path, public, into);
                path = before.to_vec();
                open = false;
            }
            _ => {}
        }
        at += 1;
    }
    if open {
        close(&mut path, &mut renamed, line, into);
    }
}

/// Every path in the code: words joined by `::`. A word behind a dot is a field or a method and leads nowhere by itself.
fn paths(tokens: &[TokenTree], into: &mut Module) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some(attribute) = attribute(tokens, at)
            && only_in_tests(attribute)
        {
            // A statement or a field for tests alone: what follows, up to its end.
            at = end_of_item(tokens, at + 2);
            continue;
        }
        match &tokens[at] {
            TokenTree::Ident(first) if first == "use" => {
                let end = end_of_item(tokens, at);
                imports(&tokens[at + 1..end], &[], false, into);
                at = end;
            }
            TokenTree::Ident(first) => {
                let field = at > 0 && is(tokens, at - 1, '.') && !(at > 1 && is(tokens, at - 2, '.'));
                let mut path = vec![first.to_string()];
                let line = first.span().start().line;
                at += 1;
                while is(tokens, at, ':') && is(tokens, at + 1, ':') {
                    let Some(next) = word(tokens, at + 2) else { break };
                    path.push(next);
                    at += 3;
                }
                if !field {
                    into.named.push(Named { path, line });
                }
            }
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                paths(&inner, into);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

fn is(tokens: &[TokenTree], at: usize, what: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == what)
}
