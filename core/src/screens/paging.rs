//! Long lists by pages. A cursor says behind which key to go on, not behind how many rows: what changed meanwhile neither doubles nor hides
//! a row.

use super::error::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Rows of a page: some screens full, so that scrolling seldom waits.
pub(crate) const ROWS: usize = 40;

/// The key that a cursor says to go on behind.
pub(crate) fn behind<K: DeserializeOwned>(cursor: &str) -> Result<K, Problem> {
    serde_json::from_str(cursor).map_err(|_| Problem::error("id_unreadable"))
}

/// The page behind `cursor` of what is `sorted` by `key`, and the cursor of the next.
pub(crate) fn cut<T, K: Ord + Serialize + DeserializeOwned>(
    mut sorted: Vec<T>,
    key: impl Fn(&T) -> K,
    cursor: Option<&str>,
) -> Result<(Vec<T>, Option<String>), Problem> {
    if let Some(cursor) = cursor {
        let behind: K = behind(cursor)?;
        sorted.retain(|one| key(one) > behind);
    }
    let last = if sorted.len() > ROWS { sorted.get(ROWS - 1).map(&key) } else { None };
    sorted.truncate(ROWS);
    let more = last.map(|last| serde_json::to_string(&last)).transpose();
    Ok((sorted, more.map_err(|_| Problem::error("id_unreadable"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_where_the_last_one_ended_whatever_came_or_went() {
        let (first, more) = cut((0..100).collect(), |n| *n, None).unwrap();
        assert_eq!((first.len(), first.last()), (ROWS, Some(&39)));
        // The last row that was shown is gone, and one before it is new.
        let later: Vec<i32> = (-1..100).filter(|n| *n != 39).collect();
        let (second, more) = cut(later, |n| *n, more.as_deref()).unwrap();
        assert_eq!((second.first(), second.last()), (Some(&40), Some(&79)));
        let (third, more) = cut((0..100).collect(), |n| *n, more.as_deref()).unwrap();
        assert_eq!((third.len(), more), (20, None));
        assert!(cut(vec![1], |n| *n, Some("nonsense")).is_err());
    }
}
