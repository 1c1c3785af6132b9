//! The files of a crate as its `mod` lines join them, and which file a path leads to.

use crate::graph::{Graph, Step};
use crate::scan::{self, Module};
use proc_macro2::TokenStream;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// A file that could not be read as Rust.
#[derive(Debug)]
pub struct ReadError {
    file: PathBuf,
    why: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.why)
    }
}

impl std::error::Error for ReadError {}

struct Node {
    /// As seen from the crate's `src`, with `/`.
    file: String,
    content: Module,
}

/// The modules of one crate.
pub struct Crate {
    modules: BTreeMap<Vec<String>, Node>,
    /// Files and folders, without their ending, that are compiled for tests alone.
    for_tests: Vec<String>,
}

/// Where a path leads.
enum Found {
    /// To an item of the module.
    Item(Vec<String>),
    /// To the module itself, which names nothing of it yet.
    Module(Vec<String>),
    /// Into another crate.
    Outside,
}

impl Crate {
    /// Reads the crate whose sources lie in `src`, from its `lib.rs` on.
    ///
    /// # Errors
    /// A file that is missing or is no Rust.
    pub fn read(src: &Path) -> Result<Self, ReadError> {
        let mut modules = BTreeMap::new();
        read_file(src, &src.join("lib.rs"), src, Vec::new(), &mut modules)?;
        let for_tests = |(path, node): (&Vec<String>, &Node)| {
            let path = path.clone();
            node.content
                .for_tests
                .iter()
                .map(move |name| [path.as_slice(), std::slice::from_ref(name)].concat().join("/"))
                .collect::<Vec<_>>()
        };
        let for_tests = modules.iter().flat_map(for_tests).collect();
        Ok(Self { modules, for_tests })
    }

    /// Whether a file below `src` is compiled for tests alone.
    #[must_use]
    pub fn is_for_tests(&self, file: &str) -> bool {
        let file = file.strip_suffix(".rs").unwrap_or(file);
        let below = |above: &String| {
            file.strip_prefix(above.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.for_tests.iter().any(below)
    }

    /// Which file uses which, among those whose name begins with `under`.
    #[must_use]
    pub fn graph(&self, under: &str) -> Graph {
        let mut graph = Graph::default();
        for (path, node) in self.modules.iter().filter(|(_, node)| node.file.starts_with(under)) {
            graph.add(&node.file);
            for named in &node.content.named {
                let Some(Found::Item(target)) = self.find(path, &named.path, 0) else { continue };
                let target = &self.modules[&target].file;
                if *target != node.file && target.starts_with(under) {
                    let step = Step { line: named.line, path: named.path.join("::") };
                    graph.join(&node.file, target, step);
                }
            }
        }
        graph
    }

    /// Resolves what stands as `path` in the module `from`. `None` is another crate, a local name or nothing that is known.
    fn find(&self, from: &[String], path: &[String], depth: usize) -> Option<Found> {
        if depth > 16 {
            return None;
        }
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.walk(Vec::new(), rest, depth),
            "self" => self.walk(from.to_vec(), rest, depth),
            "super" => self.walk(from.split_last()?.1.to_vec(), rest, depth),
            _ => self.step(from, path, depth),
        }
    }

    /// `rest` as seen inside the module `at`.
    fn walk(&self, at: Vec<String>, rest: &[String], depth: usize) -> Option<Found> {
        match rest.first().map(String::as_str) {
            None => Some(Found::Module(at)),
            Some("super") => self.walk(at.split_last()?.1.to_vec(), &rest[1..], depth),
            // What a macro defines is not seen: it belongs to the module that was named.
            Some(_) => self.step(&at, rest, depth).or(Some(Found::Item(at))),
        }
    }

    /// The first word of `path` looked up in the module `at`.
    fn step(&self, at: &[String], path: &[String], depth: usize) -> Option<Found> {
        let (first, rest) = path.split_first()?;
        let content = &self.modules.get(at)?.content;
        let mut child = at.to_vec();
        child.push(first.clone());
        if self.modules.contains_key(&child) {
            return self.walk(child, rest, depth);
        }
        if content.items.contains(first) {
            return Some(Found::Item(at.to_vec()));
        }
        if let Some(target) = content.imports.get(first) {
            // `use super::x::x` and the like must not look for themselves.
            let mut whole = target.clone();
            whole.extend_from_slice(rest);
            if target.first() == Some(first) && target.len() == 1 {
                return None;
            }
            let ours = matches!(target.first().map(String::as_str), Some("crate" | "self" | "super"));
            return self.find(at, &whole, depth + 1).or((!ours).then_some(Found::Outside));
        }
        content.globs.iter().find_map(|glob| {
            let Some(Found::Module(module)) = self.find(at, glob, depth + 1) else { return None };
            if module == at { None } else { self.step(&module, path, depth + 1) }
        })
    }
}

fn read_file(
    src: &Path,
    file: &Path,
    children: &Path,
    path: Vec<String>,
    modules: &mut BTreeMap<Vec<String>, Node>,
) -> Result<(), ReadError> {
    let fault = |why: String| ReadError { file: file.to_owned(), why };
    let text = std::fs::read_to_string(file).map_err(|error| fault(error.to_string()))?;
    let tokens: TokenStream = text.parse().map_err(|error| fault(format!("{error}")))?;
    let name = file.strip_prefix(src).unwrap_or(file).to_string_lossy().replace('\\', "/");
    put(src, children, &name, path, scan::module(tokens), modules)
}

fn put(
    src: &Path,
    children: &Path,
    file: &str,
    path: Vec<String>,
    mut content: Module,
    modules: &mut BTreeMap<Vec<String>, Node>,
) -> Result<(), ReadError> {
    for (name, inner) in std::mem::take(&mut content.inline) {
        let mut child = path.clone();
        child.push(name.clone());
        put(src, &children.join(&name), file, child, inner, modules)?;
    }
    for name in &content.files {
        let mut child = path.clone();
        child.push(name.clone());
        let folder = children.join(name);
        let beside = children.join(format!("{name}.rs"));
        let own = if beside.is_file() { beside } else { folder.join("mod.rs") };
        read_file(src, &own, &folder, child, modules)?;
    }
    modules.insert(path, Node { file: file.to_owned(), content });
    Ok(())
}
