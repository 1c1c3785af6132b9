//! A customer's hand: strokes as JSON, checked, drawn.

use fettle_media::Signature;

/// Strokes.
pub fn stroke(data: &[u8]) {
    let Ok(signature) = Signature::from_json(data) else { return };
    let bytes = signature.to_json().expect("a signature is written");
    let again = Signature::from_json(&bytes).expect("what passed the checks passes them again");
    assert_eq!(again, signature);
    assert_eq!(again.to_json().unwrap(), bytes, "the bytes that are hashed are a fixed point");
    let svg = signature.to_svg();
    assert!(svg.starts_with("<svg") && !svg.contains("NaN") && !svg.contains("inf"));
}
