//! Bytes in, bytes out: photos, signatures, codes. Nothing of the business lives here.
