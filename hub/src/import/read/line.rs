//! A line of a file, whatever kind of file it is, and how many cells an import may have.

use super::cell::Raw;

/// Cells of all files together.
const MOST: usize = 8_000_000;

/// One line of a file.
pub(super) struct Line {
    pub number: u64,
    pub cells: Vec<Option<Raw>>,
    /// A line of this file that has fewer cells than the first one is broken.
    pub short: bool,
}

/// How many cells may still come.
pub(super) struct Cells(usize);

impl Default for Cells {
    fn default() -> Self {
        Self(MOST)
    }
}

impl Cells {
    /// Counts more of them.
    ///
    /// # Errors
    /// `import_too_large`.
    pub(super) fn count(&mut self, more: usize) -> Result<(), &'static str> {
        self.0 = self.0.checked_sub(more).ok_or("import_too_large")?;
        Ok(())
    }
}
