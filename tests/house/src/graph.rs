//! Who uses whom, and where that goes round.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The first place where a file names something of another.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its line.
    pub line: usize,
    /// The path as written there.
    pub path: String,
}

/// Files and what they use of each other.
#[derive(Debug, Default)]
pub struct Graph {
    uses: BTreeMap<String, BTreeMap<String, Step>>,
}

impl Graph {
    pub(crate) fn add(&mut self, file: &str) {
        self.uses.entry(file.to_owned()).or_default();
    }

    pub(crate) fn join(&mut self, from: &str, to: &str, step: Step) {
        self.uses.entry(from.to_owned()).or_default().entry(to.to_owned()).or_insert(step);
    }

    /// The files that `file` uses, each with the first place where it does.
    #[must_use]
    pub fn uses(&self, file: &str) -> Vec<(&str, &Step)> {
        self.uses.get(file).into_iter().flatten().map(|(to, step)| (to.as_str(), step)).collect()
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.uses.keys().map(String::as_str)
    }

    fn reached(&self, from: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> =
            self.uses.get(from).into_iter().flat_map(|to| to.keys().map(String::as_str)).collect();
        while let Some(file) = open.pop() {
            if seen.insert(file) {
                open.extend(self.uses.get(file).into_iter().flat_map(|to| to.keys().map(String::as_str)));
            }
        }
        seen
    }

    /// The sets of files that reach each other, each once (strongly connected components of more than one file).
    #[must_use]
    pub fn circles(&self) -> Vec<BTreeSet<String>> {
        let reached: BTreeMap<&str, BTreeSet<&str>> = self.files().map(|file| (file, self.reached(file))).collect();
        let mut done = BTreeSet::new();
        let mut circles = Vec::new();
        for file in self.files() {
            if !reached[file].contains(file) || done.contains(file) {
                continue;
            }
            let circle: BTreeSet<String> = reached[file]
                .iter()
                .filter(|other| reached[**other].contains(file))
                .map(|other| (*other).to_owned())
                .collect();
            done.extend(circle.iter().map(|file| self.uses.get_key_value(file).map_or("", |(key, _)| key)));
            circles.push(circle);
        }
        circles
    }

    /// The shortest way from the file back to itself, one line a step.
    #[must_use]
    pub fn way_round(&self, file: &str) -> String {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut open = VecDeque::from([file]);
        while let Some(at) = open.pop_front() {
            for (next, _) in self.uses(at) {
                if next == file {
                    let mut way = vec![at];
                    while let Some(before) = came_from.get(way[way.len() - 1]) {
                        way.push(before);
                    }
                    way.reverse();
                    way.push(file);
                    return way.windows(2).map(|pair| self.line(pair[0], pair[1])).collect::<Vec<_>>().join("\n");
                }
                if !came_from.contains_key(next) {
                    came_from.insert(next, at);
                    open.push_back(next);
                }
            }
        }
        String::new()
    }

    fn line(&self, from: &str, to: &str) -> String {
        let step = &self.uses[from][to];
        format!("  {from}:{} names {} of {to}", step.line, step.path)
    }
}
