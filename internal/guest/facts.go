package guest

import "strings"

// gather reads the facts that Decide needs of a request, and fills in what they tell of it. The
// account's row is taken for the rest of the transaction.
func (w *work) gather(r *Request) (Facts, error) {
	f := Facts{Policy: w.policy, Today: w.today}
	if err := w.gatherSponsor(r, &f); err != nil {
		return f, err
	}
	person, err := w.identify(r, &f)
	if err != nil {
		return f, err
	}
	if r.HUID != nil || r.PersonalEmail != nil {
		if f.KnownAs, err = all[Sponsor](w, w.q.SponsorsKnownAs, r.HUID, r.PersonalEmail); err != nil {
			return f, err
		}
	}
	return f, w.gatherAccount(r, person, &f)
}

// identify finds who the request means, and their roles. A Harvard ID that nobody told is learnt
// from the known guest of that address, else from the role, anew each time: whom it means must be
// settled before their account and standing are looked at.
func (w *work) identify(r *Request, f *Facts) (*Guest, error) {
	if r.HUIDLearnt {
		r.HUID, r.HUIDLearnt = nil, false
	}
	person, err := w.match(r, f)
	if err != nil {
		return nil, err
	}
	if f.Roles, err = all[SponsoredRole](w, w.q.RolesFor, r.HSRNumber, r.HUID, r.PersonalEmail); err != nil || r.HUID != nil {
		return person, err
	}
	holders := map[string]bool{}
	for _, role := range ownRoles(*r, f.Roles) {
		holders[role.GuestHUID] = true
	}
	switch len(holders) {
	case 0:
		return person, nil
	case 1:
		for huid := range holders {
			r.HUID, r.HUIDLearnt = &huid, true
		}
	default:
		f.TwoPeople = true
		return person, nil
	}
	if f.Roles, err = all[SponsoredRole](w, w.q.RolesFor, r.HSRNumber, r.HUID, r.PersonalEmail); err != nil {
		return nil, err
	}
	return w.match(r, f)
}

// gatherSponsor looks the sponsor up; one whom the directory did not have when the request was
// made is found by their address once it has.
func (w *work) gatherSponsor(r *Request, f *Facts) error {
	switch {
	case r.SponsorID != nil:
		rows, err := all[Sponsor](w, w.q.SponsorsByIDs, int64s{*r.SponsorID})
		if err != nil || len(rows) == 0 {
			return err
		}
		f.Sponsor = &rows[0]
		r.ViaAcademicAffairs = r.ViaAcademicAffairs || f.Sponsor.NeedsAcademicAffairs()
	case r.RequesterEmail != nil:
		sponsor, found, err := get[Sponsor](w, w.q.SponsorByEmail, *r.RequesterEmail)
		if err != nil || !found {
			return err
		}
		f.Sponsor, r.SponsorID = &sponsor, &sponsor.ID
		r.ViaAcademicAffairs = r.ViaAcademicAffairs || sponsor.NeedsAcademicAffairs()
	}
	return nil
}

// match finds the known guest that the request means: "One guest (same HUID, or same personal
// address) is one person". What is known of them fills in the Harvard ID.
func (w *work) match(r *Request, f *Facts) (*Guest, error) {
	var byHUID, byEmail *Guest
	if r.HUID != nil {
		g, found, err := get[Guest](w, w.q.GuestByHUID, *r.HUID)
		if err != nil {
			return nil, err
		}
		if found {
			byHUID = &g
		}
	}
	if r.PersonalEmail != nil {
		g, found, err := get[Guest](w, w.q.GuestByEmail, *r.PersonalEmail)
		if err != nil {
			return nil, err
		}
		if found {
			byEmail = &g
		}
	}
	switch {
	case byHUID != nil && byEmail != nil && byHUID.ID != byEmail.ID:
		f.TwoPeople = true
		return byHUID, nil
	case byHUID != nil:
		return byHUID, nil
	case byEmail != nil && r.HUID != nil && byEmail.HUID != nil && *byEmail.HUID != *r.HUID:
		if r.ServiceDeskApproved { // the known guest is meant, and the Harvard ID was mistaken
			r.HUID = byEmail.HUID
			return byEmail, nil
		}
		f.TwoPeople = true
		return byEmail, nil
	case byEmail != nil:
		if r.HUID == nil && byEmail.HUID != nil {
			r.HUID, r.HUIDLearnt = byEmail.HUID, true
		}
		return byEmail, nil
	}
	return nil, nil // a person not seen before: no error, and nobody
}

func (w *work) gatherAccount(r *Request, person *Guest, f *Facts) error {
	var (
		acc   Account
		found bool
		err   error
	)
	switch {
	case r.AccountRowID != nil:
		acc, found, err = get[Account](w, w.q.LockAccount, *r.AccountRowID)
	case person != nil:
		acc, found, err = get[Account](w, w.q.AccountOfGuest, person.ID)
	}
	if err != nil || !found {
		return err
	}
	f.Account = &acc
	return nil
}

// lockSponsor lets requests of one sponsor be made one after the other, each seeing what came of
// the one before. It comes before the facts are gathered.
func (w *work) lockSponsor(r Request) error {
	if r.Kind != KindAccount || r.SponsorID == nil {
		return nil
	}
	_, err := exec(w, w.q.LockSponsor, *r.SponsorID)
	return err
}

// twin finds another open request of the same sponsor for the same person.
func (w *work) twin(r *Request) (*Request, error) {
	if r.Kind != KindAccount || (r.SponsorID == nil && r.RequesterEmail == nil) {
		return nil, nil // nothing to compare with
	}
	open, err := all[Request](w, w.q.OpenAccountRequests, r.SponsorID, r.RequesterEmail, r.HUID, r.PersonalEmail, r.GivenName, r.FamilyName)
	if err != nil {
		return nil, err
	}
	for i := range open {
		if open[i].ID != r.ID && r.samePersonAs(open[i].Details) {
			return &open[i], nil
		}
	}
	return nil, nil // none open
}

func searchKey(parts ...*string) string {
	words := make([]string, 0, len(parts))
	for _, p := range parts {
		if p != nil && *p != "" {
			words = append(words, *p)
		}
	}
	return fold(strings.Join(words, " "))
}
