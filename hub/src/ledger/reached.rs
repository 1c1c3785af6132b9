//! Whether somebody reaches what is filed, asked of rows: the same as `Reach::has` says of a stream.

/// The stream by which a filing `f` is reached: a month of a ledger is for whom its centre is, or for everyone. As `reach::reached_by`.
pub(super) const REACHED_BY: &str = "(CASE WHEN f.stream LIKE 'stock/____-__' THEN 'everyone' \
     WHEN f.stream LIKE 'stock/%' THEN 'centre/' || substr(f.stream, 7, 36) ELSE f.stream END)";
