package trust_test

import (
	"testing"

	"github.com/guestd/guestd/intake/trust"
)

func TestWeigh(t *testing.T) {
	t.Parallel()
	aligned, broken, away, none := trust.Testimony{Aligned: true}, trust.Testimony{Broken: true}, trust.Testimony{Away: true}, trust.Testimony{}
	for name, c := range map[string]struct {
		server trust.Trust
		said   trust.Testimony
		by     trust.DKIM
		want   trust.Trust
	}{
		"both agree":                                        {trust.Verified, aligned, trust.HeedDKIM, trust.Verified},
		"both agree, and must":                              {trust.Verified, aligned, trust.RequireDKIM, trust.Verified},
		"a broken signature is not believed":                {trust.Verified, broken, trust.HeedDKIM, trust.Unverified},
		"a broken signature is not looked at":               {trust.Verified, broken, trust.IgnoreDKIM, trust.Verified},
		"no signature: DMARC passed by SPF":                 {trust.Verified, none, trust.HeedDKIM, trust.Verified},
		"no signature where one must be":                    {trust.Verified, none, trust.RequireDKIM, trust.Unverified},
		"a key that cannot be had proves nothing":           {trust.Verified, away, trust.HeedDKIM, trust.Unverified},
		"a good signature makes up for no missing DMARC":    {trust.Unverified, aligned, trust.HeedDKIM, trust.Unverified},
		"a good signature makes up for no failed DMARC":     {trust.Failed, aligned, trust.RequireDKIM, trust.Failed},
		"a broken signature makes what failed no better":    {trust.Failed, broken, trust.HeedDKIM, trust.Failed},
		"a missing signature makes what failed no better":   {trust.Failed, none, trust.RequireDKIM, trust.Failed},
		"an absent key makes what is unproven not a better": {trust.Unverified, away, trust.RequireDKIM, trust.Unverified},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := trust.Weigh(trust.Verdict{Trust: c.server, From: "ana.ruiz@hms.harvard.edu"}, c.said, c.by); got.Trust != c.want || got.From == "" {
				t.Errorf("%+v, want %s", got, c.want)
			}
		})
	}
}
