package trust

// DKIM is how much our own check of the signatures counts beside our mail server's word. It never
// makes a sender more trusted than that server does.
type DKIM string

// The ways to go by it.
const (
	// IgnoreDKIM does not check signatures: for where a gateway behind the mail server that
	// writes Authentication-Results changes messages, such as by a banner.
	IgnoreDKIM DKIM = "ignore"
	// HeedDKIM does not believe our server where signatures of From's domain are there and none
	// is valid. A message without one may have passed DMARC by SPF, and is believed.
	HeedDKIM DKIM = "heed"
	// RequireDKIM believes our server only where a signature of From's domain is valid too.
	RequireDKIM DKIM = "require"
)

// Weigh is the verdict once the second witness is heard. What the witness speaks against is not
// refused but unproven, so that it is confirmed through the directory's address: a message that
// was changed on its way may still be the sender's.
func Weigh(v Verdict, t Testimony, by DKIM) Verdict {
	if v.Trust != Verified || by == IgnoreDKIM {
		return v
	}
	switch {
	case t.Aligned:
		v.Because += "; by our own check, " + t.Because
	case t.Broken, t.Away, by == RequireDKIM:
		v.Trust = Unverified
		v.Because = "our mail server says that DMARC passed, but by our own check, " + t.Because
	}
	return v
}
