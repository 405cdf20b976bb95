// Package trust decides who sent a message, and how far that is proven. It fails closed: whatever
// it does not understand proves nothing.
//
// The proof is the DMARC result that our own mail server wrote into Authentication-Results
// (RFC 8601) when the message came in. Reply-To and Sender say nothing here: neither is
// authenticated by DMARC (RFC 7489 section 3.1).
package trust

// Trust is how far the sender is proven.
type Trust string

// The tiers that this package tells. The API's fourth, TOKEN, is the caller's to decide: a reply
// that bears one of our tokens.
const (
	// Verified: our server saw DMARC pass for the domain of the one From address.
	Verified Trust = "VERIFIED"
	// Unverified: nothing is proven either way. It may be confirmed through the directory's
	// address, and causes nothing before that.
	Unverified Trust = "UNVERIFIED"
	// Failed: DMARC failed, or the header is built to deceive. It is not answered.
	Failed Trust = "FAILED"
)

// Config is whose word counts.
type Config struct {
	// AuthServID is the name that our own mail server gives itself in Authentication-Results.
	// Where it is empty, no header with a name counts.
	AuthServID string
	// AllowMissingAuthServID also takes headers without a name for our server's, as Exchange
	// Online writes them. Only for servers that rename or remove what a sender brought.
	AllowMissingAuthServID bool
	// AllowMissingHeaderFrom takes a DMARC pass that does not say for which domain (header.from)
	// for one of the From address. Only for servers that never say.
	AllowMissingHeaderFrom bool
	// OwnAddresses are the bot's. Mail that comes from one of them is never believed.
	OwnAddresses []string
}

// Verdict is what Judge found.
type Verdict struct {
	Trust Trust
	// From is the one address in From, in lower case; empty where there is no such one.
	From string
	// Because says why, in a sentence without personal data, for the log and the service desk.
	Because string
	// Oddities are what the header says besides of where the message is from, a sentence each
	// without personal data: it changed nothing, and a person should know.
	Oddities []string
}

// Judge reads the header of a raw message. What follows the header is not looked at.
func Judge(raw []byte, cfg Config) Verdict {
	header, err := readHeader(raw)
	if err != nil {
		return Verdict{Trust: Failed, Because: err.Error()}
	}
	from, err := soleFrom(header)
	if err != nil {
		return Verdict{Trust: Failed, Because: err.Error()}
	}
	v := Verdict{From: from.String(), Oddities: oddities(header, from)}
	for _, own := range cfg.OwnAddresses {
		if sameAddress(own, v.From) {
			v.Trust, v.Because = Failed, "From is an address of our own"
			return v
		}
	}
	v.Trust, v.Because = judgeDMARC(header, from.domain, cfg)
	return v
}

// Counting are the Authentication-Results fields that bear our server's name, the topmost first.
// Judge goes by the first alone; the others show what our server let through.
func Counting(raw []byte, cfg Config) (counting []string) {
	header, err := readHeader(raw)
	if err != nil {
		return nil
	}
	for _, value := range values(header, "Authentication-Results") {
		if results, err := parseAuthResults(value); (err == nil || results.ServID != "") && cfg.counts(results.ServID) {
			counting = append(counting, value)
		}
	}
	return counting
}
