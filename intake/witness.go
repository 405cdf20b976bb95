package intake

import (
	"context"
	"errors"
	"time"

	"github.com/guestd/guestd/intake/trust"
)

// Witness checks DKIM signatures beside our mail server's Authentication-Results.
type Witness struct {
	// DKIM is how much it counts.
	DKIM trust.DKIM
	// LookupTXT asks the DNS, as net.Resolver.LookupTXT does.
	LookupTXT func(ctx context.Context, domain string) ([]string, error)
}

// witnessPatience bounds how long one email waits for the DNS.
const witnessPatience = 10 * time.Second

// errWitnessAway makes the job try again later: a DNS that is down is up again some day.
var errWitnessAway = errors.New("the DNS could not be asked for the key of a DKIM signature")

// weigh hears the second witness where our mail server believes the sender. While the DNS cannot be
// asked the email waits for its next try; at the last one it counts as unproven, so that it is
// confirmed rather than lost.
func (h *Handler) weigh(ctx context.Context, e email, v trust.Verdict) (trust.Verdict, error) {
	if h.Witness == nil || h.Witness.DKIM == trust.IgnoreDKIM || v.Trust != trust.Verified {
		return v, nil
	}
	ctx, cancel := context.WithTimeout(ctx, witnessPatience)
	defer cancel()
	said := trust.Witness(ctx, e.Raw, h.Witness.LookupTXT)
	if said.Away && !e.LastTry {
		return v, errWitnessAway
	}
	weighed := trust.Weigh(v, said, h.Witness.DKIM)
	h.log.InfoContext(ctx, "sender weighed", "email", e.ID, "server", v.Trust, "witness", said.Because, "trust", weighed.Trust)
	return weighed, nil
}
