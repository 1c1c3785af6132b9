//! Signed sheets and their signatures as JSON, as they come out of a paper or off another phone.

use fettle_core::domain::jobs::sheet::{Sheet, Signature, hash_hex};

/// A sheet, or the record of a signature.
pub fn sheet(data: &[u8]) {
    if let Ok(sheet) = Sheet::parse(data) {
        let bytes = sheet.canonical_bytes().expect("a sheet is written");
        let again = Sheet::parse(&bytes).expect("and read again");
        assert_eq!(again, sheet);
        assert_eq!(again.canonical_bytes().unwrap(), bytes, "canonical bytes are a fixed point");
        assert_eq!(again.hash().unwrap(), hash_hex(&bytes));
    }
    if let Ok(signature) = serde_json::from_slice::<Signature>(data) {
        let bytes = signature.canonical_bytes().expect("a signature is written");
        let again: Signature = serde_json::from_slice(&bytes).expect("and read again");
        assert_eq!(again, signature);
        assert_eq!(again.canonical_bytes().unwrap(), bytes);
    }
}
