package intake

import "mime"

// decodeWords reads a header's encoded words (RFC 2047), and leaves what cannot be read.
func decodeWords(s string) string {
	decoded, err := new(mime.WordDecoder).DecodeHeader(s)
	if err != nil {
		return s
	}
	return decoded
}
