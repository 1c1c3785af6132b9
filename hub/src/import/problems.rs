//! All that is wrong with an import. Where a table does not read, every row of the others that names what it would have brought is wrong for that
//! alone, and so is what names those rows: all of them are told in one line beside it, and are counted, not listed.

use super::kinds::named_by;
use super::problem::{Problem, Spot};
use fettle_core::domain::printed::folded;
use fettle_core::kernel::Refusal;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The code of a row that names what is neither in the files nor on record.
const UNKNOWN: &str = "import_unknown_reference";
/// The code of the line that tells of the rows that a table which does not read has spoilt.
const FOLLOWERS: &str = "import_followers";
/// Problems that are kept: nobody reads more, and a table of nothing but problems takes no more memory for it.
const MOST: usize = 50_000;
/// Characters of a value that are told.
const LONGEST: usize = 200;

/// All that is wrong, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first of them.
    all: Vec<Problem>,
    /// Of each of these how many came before it.
    at: Vec<usize>,
    /// How many there are.
    count: usize,
    /// Tables that do not read, and the kind of things that each would have brought, as far as that is known.
    unread: Vec<(Spot, &'static str)>,
    /// Kind and name of what rows that follow would have brought, with the table that they follow.
    spoilt: HashMap<(&'static str, String), usize>,
    followers: Vec<Follower>,
    /// Where the rows stand that follow.
    spots: Vec<Spot>,
}

/// That a row names what a table would have brought that does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Follower {
    /// How many problems came before it.
    at: usize,
    /// Which table does not read.
    of: usize,
    kind: &'static str,
    /// Where it stands.
    spot: usize,
    line: u64,
}

impl Problems {
    /// Takes note of a problem.
    pub fn add(&mut self, (spot, kind): (&Spot, &'static str), line: u64, column: &str, code: &str, value: &str) {
        let at = self.count;
        self.count += 1;
        if code == UNKNOWN
            && let Some(of) = self.unread_of(column, value)
        {
            let spot = self.spot(spot);
            self.followers.push(Follower { at, of, kind, spot, line });
            return;
        }
        if self.all.len() < MOST {
            self.all.push(problem(spot, kind, line, column, code, value));
            self.at.push(at);
        }
    }
    /// Takes note of what the business refuses.
    pub fn refuse(&mut self, at: (&Spot, &'static str), line: u64, column: &str, refusal: &Refusal, value: &str) {
        self.add(at, line, column, refusal.code, value);
    }
    /// Takes note that a table does not read, which was told; `kind`: what it would have brought, empty where nobody knows.
    pub fn unread(&mut self, spot: Spot, kind: &'static str) {
        self.unread.push((spot, kind));
    }
    /// Takes note of the names of a row's thing, if something noted since `mark` makes the row one that follows.
    pub fn spoil<'n>(&mut self, kind: &'static str, names: impl Iterator<Item = &'n str>, mark: usize) {
        if let Some(last) = self.followers.last().filter(|last| last.at >= mark) {
            let of = last.of;
            self.spoilt.extend(names.filter(|name| !name.is_empty()).map(|name| ((kind, folded(name)), of)));
        }
    }
    /// The table that does not read and would have brought what a column names: itself, or by a row that follows; of that kind before one of which
    /// nobody knows what it is.
    fn unread_of(&self, column: &str, name: &str) -> Option<usize> {
        if self.unread.is_empty() {
            return None;
        }
        let named = named_by(column)?;
        let of = |wanted: &str| self.unread.iter().position(|(_, kind)| *kind == wanted);
        of(named).or_else(|| self.spoilt.get(&(named, folded(name))).copied()).or_else(|| of(""))
    }
    fn spot(&mut self, spot: &Spot) -> usize {
        // Rows come table by table: most often it is the last one.
        let known = self.spots.iter().rposition(|known| known == spot);
        known.unwrap_or_else(|| {
            self.spots.push(spot.clone());
            self.spots.len() - 1
        })
    }
    /// Whether all is good.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
    /// Forgets what came after `mark`.
    pub fn truncate(&mut self, mark: usize) {
        let kept = self.at.partition_point(|at| *at < mark);
        self.all.truncate(kept);
        self.at.truncate(kept);
        self.followers.truncate(self.followers.partition_point(|follower| follower.at < mark));
        self.count = self.count.min(mark);
    }
    /// One by one, the first [`MOST`].
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.all.iter()
    }
    /// How many there are; a mark to compare with later.
    pub fn len(&self) -> usize {
        self.count
    }
    /// How many rows of each kind are wrong, those that follow among them.
    pub(super) fn rows(&self) -> BTreeMap<&str, usize> {
        let told = self.all.iter().map(|one| (&*one.kind, one.file.as_str(), one.sheet.as_str(), one.line));
        let followers = self.followers.iter().filter_map(|one| {
            let spot = self.spots.get(one.spot)?;
            Some((one.kind, spot.file.as_str(), spot.sheet.as_str(), one.line))
        });
        let all: BTreeSet<(&str, &str, &str, u64)> = told.chain(followers).collect();
        let mut rows = BTreeMap::new();
        for (kind, ..) in all {
            *rows.entry(kind).or_default() += 1;
        }
        rows
    }
    /// Tells of the rows that follow in one line beside each table that does not read. Nothing is noted behind it.
    pub(super) fn tell_followers(&mut self) {
        let followers = std::mem::take(&mut self.followers);
        self.count -= followers.len();
        for (of, (spot, kind)) in std::mem::take(&mut self.unread).into_iter().enumerate() {
            let rows = followers.iter().filter(|one| one.of == of).map(|one| (one.spot, one.line));
            let rows = rows.collect::<BTreeSet<_>>().len();
            if rows == 0 {
                continue;
            }
            let beside = self.all.iter().rposition(|one| one.file == spot.file && one.sheet == spot.sheet);
            let told = problem(&spot, kind, 0, "", FOLLOWERS, &rows.to_string());
            self.all.insert(beside.map_or(self.all.len(), |at| at + 1), told);
            self.count += 1;
        }
        self.at = (0..self.all.len()).collect();
    }
}

fn problem(spot: &Spot, kind: &'static str, line: u64, column: &str, code: &str, value: &str) -> Problem {
    // What stands there is told, not repeated whole: a cell may hold a book.
    let value = value.chars().take(LONGEST).collect();
    let Spot { file, sheet } = spot.clone();
    let kind = Cow::Borrowed(kind);
    Problem { file, sheet, kind, line, column: column.to_owned(), code: code.to_owned(), value }
}
