// A stand-in for Apple's SwiftUI where there is none: signatures only, nothing is drawn.
