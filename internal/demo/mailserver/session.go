package mailserver

import (
	"cmp"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// session is one mail program's connection. The library calls its methods one at a time, except
// that Idle runs beside the reading of the connection.
type session struct {
	server  *Server
	account *account // nil until signed in
	view    *view    // nil until a folder is selected
}

// view is a session's sight of the folder it has selected.
type view struct {
	folder   *folder
	readOnly bool
	tracker  *imapserver.SessionTracker
	saved    imap.UIDSet // the last search's result, "$" (RFC 5182)
}

var (
	_ imapserver.SessionIMAP4rev2   = (*session)(nil)
	_ imapserver.SessionAppendLimit = (*session)(nil)
)

func (s *Server) newIMAPSession(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
	if !s.begin() {
		return nil, nil, &imap.Error{Type: imap.StatusResponseTypeBye, Text: "Shutting down"}
	}
	return &session{server: s}, nil, nil
}

func (s *session) Close() error {
	s.leave()
	s.server.end()
	return nil
}

func (s *session) leave() {
	if s.view == nil {
		return
	}
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	s.view.tracker.Close()
	s.view = nil
}

func (s *session) AppendLimit() uint32 { return maxMessageBytes }

// Login signs in to the address's mailbox, which is made where there is none.
func (s *session) Login(username, password string) error {
	address, err := mailboxAddress(username)
	if err != nil || !rightPassword(password) {
		return imapserver.ErrAuthFailed
	}
	s.account, err = s.server.account(address)
	return err
}

func (s *session) Namespace() (*imap.NamespaceData, error) {
	return &imap.NamespaceData{Personal: []imap.NamespaceDescriptor{{Delim: delimiter}}}, nil
}

func (s *session) Select(name string, options *imap.SelectOptions) (*imap.SelectData, error) {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	f, err := s.account.folder(name)
	if err != nil {
		return nil, err
	}
	s.view = &view{folder: f, readOnly: options.ReadOnly, tracker: f.tracker.NewSession()}
	data := &imap.SelectData{
		Flags:       f.flags(),
		NumMessages: uint32(len(f.messages)),
		UIDNext:     f.nextUID,
		UIDValidity: f.validity,
	}
	if !options.ReadOnly {
		data.PermanentFlags = append(f.flags(), imap.FlagWildcard)
	}
	if at := slices.IndexFunc(f.messages, func(m *message) bool { return !hasFlag(m.flags, imap.FlagSeen) }); at >= 0 {
		data.FirstUnseenSeqNum = uint32(at) + 1
	}
	return data, nil
}

// flags are the flags that every folder has, and the keywords that are in use in this one.
func (f *folder) flags() []imap.Flag {
	flags := []imap.Flag{imap.FlagAnswered, imap.FlagFlagged, imap.FlagDeleted, imap.FlagSeen, imap.FlagDraft}
	for _, m := range f.messages {
		for _, flag := range m.flags {
			if !hasFlag(flags, flag) {
				flags = append(flags, flag)
			}
		}
	}
	return flags
}

func (s *session) Unselect() error {
	s.leave()
	return nil
}

func (s *session) Create(name string, _ *imap.CreateOptions) error {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	name = canonicalName(strings.TrimRight(name, string(delimiter)))
	if err := s.account.checkNewName(name); err != nil {
		return err
	}
	return s.account.create(name)
}

func (s *session) Delete(name string) error {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	name = canonicalName(name)
	if _, err := s.account.folder(name); err != nil {
		return err
	}
	if name == inbox {
		return refusal(imap.ResponseCodeCannot, "INBOX cannot be deleted")
	}
	if len(s.account.below(name)) > 0 {
		return refusal(imap.ResponseCodeHasChildren, "There are mailboxes below it")
	}
	return s.account.commit(event{Op: opRemove, Folder: name}, nil)
}

func (s *session) Rename(name, newName string, _ *imap.RenameOptions) error {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	name, newName = canonicalName(name), canonicalName(strings.TrimRight(newName, string(delimiter)))
	if _, err := s.account.folder(name); err != nil {
		return err
	}
	if err := s.account.checkNewName(newName); err != nil {
		return err
	}
	if name == inbox || strings.HasPrefix(newName, name+string(delimiter)) {
		return refusal(imap.ResponseCodeCannot, "That mailbox cannot be renamed so")
	}
	below := s.account.below(name)
	if err := s.account.commit(event{Op: opRename, Folder: name, To: newName}, nil); err != nil {
		return err
	}
	for _, child := range below {
		if err := s.account.commit(event{Op: opRename, Folder: child, To: newName + strings.TrimPrefix(child, name)}, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) Subscribe(name string) error   { return s.subscribe(name, true) }
func (s *session) Unsubscribe(name string) error { return s.subscribe(name, false) }

func (s *session) subscribe(name string, on bool) error {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	if _, err := s.account.folder(name); err != nil {
		return err
	}
	return s.account.commit(event{Op: opSubscribe, Folder: canonicalName(name), Subscribed: on}, nil)
}

func (s *session) List(w *imapserver.ListWriter, ref string, patterns []string, options *imap.ListOptions) error {
	if len(patterns) == 0 { // asks for the delimiter only
		return w.WriteList(&imap.ListData{Attrs: []imap.MailboxAttr{imap.MailboxAttrNoSelect}, Delim: delimiter})
	}
	for _, data := range s.list(ref, patterns, options) {
		if err := w.WriteList(&data); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) list(ref string, patterns []string, options *imap.ListOptions) []imap.ListData {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	var all []imap.ListData
	for _, name := range slices.Sorted(maps.Keys(s.account.folders)) {
		f := s.account.folders[name]
		if options.SelectSubscribed && !f.subscribed || options.SelectSpecialUse {
			continue
		}
		if !slices.ContainsFunc(patterns, func(pattern string) bool {
			return imapserver.MatchList(name, delimiter, ref, canonicalName(pattern))
		}) {
			continue
		}
		data := imap.ListData{Mailbox: name, Delim: delimiter, Attrs: []imap.MailboxAttr{imap.MailboxAttrHasNoChildren}}
		if len(s.account.below(name)) > 0 {
			data.Attrs[0] = imap.MailboxAttrHasChildren
		}
		if f.subscribed && (options.ReturnSubscribed || options.SelectSubscribed) {
			data.Attrs = append(data.Attrs, imap.MailboxAttrSubscribed)
		}
		if options.ReturnStatus != nil {
			data.Status = f.status(name, options.ReturnStatus)
		}
		all = append(all, data)
	}
	return all
}

func (s *session) Status(name string, options *imap.StatusOptions) (*imap.StatusData, error) {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	f, err := s.account.folder(name)
	if err != nil {
		return nil, err
	}
	return f.status(canonicalName(name), options), nil
}

func (f *folder) status(name string, options *imap.StatusOptions) *imap.StatusData {
	messages, recent, deleted := uint32(len(f.messages)), uint32(0), f.count(imap.FlagDeleted)
	unseen, size, deletedSize, limit := messages-f.count(imap.FlagSeen), f.size(), int64(0), uint32(maxMessageBytes)
	data := &imap.StatusData{Mailbox: name, UIDNext: f.nextUID, UIDValidity: f.validity}
	for _, item := range []struct {
		asked bool
		set   func()
	}{
		{options.NumMessages, func() { data.NumMessages = &messages }},
		{options.NumRecent, func() { data.NumRecent = &recent }},
		{options.NumUnseen, func() { data.NumUnseen = &unseen }},
		{options.NumDeleted, func() { data.NumDeleted = &deleted }},
		{options.Size, func() { data.Size = &size }},
		{options.DeletedStorage, func() { data.DeletedStorage = &deletedSize }},
		{options.AppendLimit, func() { data.AppendLimit = &limit }},
	} {
		if item.asked {
			item.set()
		}
	}
	return data
}

func (s *session) Append(name string, r imap.LiteralReader, options *imap.AppendOptions) (*imap.AppendData, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	flags := changedFlags(nil, &imap.StoreFlags{Op: imap.StoreFlagsSet, Flags: options.Flags})
	data, err := s.account.deliver(name, raw, options.Time, flags)
	var missing *imap.Error
	if errors.As(err, &missing) && missing.Code == imap.ResponseCodeNonExistent {
		return nil, refusal(imap.ResponseCodeTryCreate, missing.Text)
	}
	return data, err
}

func (s *session) Poll(w *imapserver.UpdateWriter, allowExpunge bool) error {
	if s.view == nil {
		return nil
	}
	return s.view.tracker.Poll(w, allowExpunge)
}

// Idle tells of changes as they come, those included that came before it began.
func (s *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	changed := make(chan struct{}, 1)
	s.account.mu.Lock()
	v := s.view // under the lock: a connection that breaks off is closed while this still begins
	if v != nil {
		v.folder.watchers[changed] = struct{}{}
	}
	s.account.mu.Unlock()
	if v == nil {
		<-stop
		return nil
	}
	defer func() {
		s.account.mu.Lock()
		delete(v.folder.watchers, changed)
		s.account.mu.Unlock()
	}()
	for {
		if err := v.tracker.Poll(w, true); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-stop:
			return nil
		}
	}
}

func (s *session) Expunge(_ *imapserver.ExpungeWriter, uids *imap.UIDSet) error {
	if s.view.readOnly {
		return nil // as CLOSE after EXAMINE has it (RFC 3501 6.4.2)
	}
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	var among imap.NumSet = imap.UIDSet{{Start: 1, Stop: 0}}
	if uids != nil {
		among = *uids
	}
	var gone []imap.UID
	for _, c := range s.view.choose(among) {
		if hasFlag(c.message.flags, imap.FlagDeleted) {
			gone = append(gone, c.message.uid)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	// The library polls before it answers, which tells this session of what went, as the others.
	return s.account.commit(event{Op: opExpunge, Folder: s.view.folder.name, UIDs: gone}, nil)
}

func (s *session) Store(w *imapserver.FetchWriter, numSet imap.NumSet, flags *imap.StoreFlags, _ *imap.StoreOptions) error {
	if s.view.readOnly {
		return errReadOnly()
	}
	chosen, err := s.store(numSet, flags)
	if err != nil || flags.Silent {
		return err
	}
	for _, c := range chosen {
		response := w.CreateMessage(c.seqNum)
		response.WriteUID(c.message.uid)
		response.WriteFlags(c.message.flags)
		if err := response.Close(); err != nil {
			return err
		}
	}
	return nil
}

func errReadOnly() error {
	return refusal(imap.ResponseCodeCannot, "The mailbox is open for reading only")
}

func (s *session) store(numSet imap.NumSet, flags *imap.StoreFlags) ([]chosen, error) {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	picked := s.view.choose(numSet)
	for i, c := range picked {
		after := changedFlags(c.message.flags, flags)
		if !slices.Equal(after, c.message.flags) {
			if err := s.account.commit(event{Op: opFlags, Folder: s.view.folder.name, UID: c.message.uid, Flags: after}, s.view.tracker); err != nil {
				return nil, err
			}
		}
		changed := *c.message
		changed.flags = after
		picked[i].message = &changed
	}
	return picked, nil
}

func (s *session) Copy(numSet imap.NumSet, dest string) (*imap.CopyData, error) {
	return s.copy(opCopy, numSet, dest)
}

// Move answers with what was moved. Messages that are gone are no error and are left out of the
// answer; the session hears of those removed as the others do, once.
func (s *session) Move(w *imapserver.MoveWriter, numSet imap.NumSet, dest string) error {
	if s.view.readOnly {
		return errReadOnly()
	}
	data, err := s.copy(opMove, numSet, dest)
	if err != nil || data == nil {
		return err
	}
	return w.WriteCopyData(data)
}

// copy returns nil where there is nothing to copy: an answer with empty sets is malformed.
func (s *session) copy(op string, numSet imap.NumSet, dest string) (*imap.CopyData, error) {
	s.account.mu.Lock()
	defer s.account.mu.Unlock()
	dest = canonicalName(dest)
	to := s.account.folders[dest]
	if to == nil {
		return nil, refusal(imap.ResponseCodeTryCreate, "There is no such mailbox")
	}
	if op == opMove && to == s.view.folder {
		return nil, refusal(imap.ResponseCodeCannot, "The messages are there already")
	}
	e := event{Op: op, Folder: s.view.folder.name, To: dest}
	data := &imap.CopyData{UIDValidity: to.validity}
	next := to.nextUID
	for _, c := range s.view.choose(numSet) {
		e.UIDs = append(e.UIDs, c.message.uid)
		e.NewUIDs = append(e.NewUIDs, next)
		data.SourceUIDs.AddNum(c.message.uid)
		data.DestUIDs.AddNum(next)
		next++
	}
	if len(e.UIDs) == 0 {
		return nil, nil
	}
	return data, s.account.commit(e, nil)
}

// chosen is a message that a command names, with its number as the client knows it.
type chosen struct {
	seqNum  uint32
	message *message
}

// choose lists the messages of a set that the client knows of.
func (v *view) choose(numSet imap.NumSet) []chosen {
	numSet = v.resolve(numSet)
	var picked []chosen
	for i, m := range v.folder.messages {
		seqNum := v.tracker.EncodeSeqNum(uint32(i) + 1)
		if seqNum == 0 {
			continue // not announced to this client yet
		}
		var contains bool
		switch set := numSet.(type) {
		case imap.SeqSet:
			contains = set.Contains(seqNum)
		case imap.UIDSet:
			contains = set.Contains(m.uid)
		}
		if contains {
			picked = append(picked, chosen{seqNum: seqNum, message: m})
		}
	}
	return picked
}

// resolve puts numbers for "*", the last message there is, and for "$".
func (v *view) resolve(numSet imap.NumSet) imap.NumSet {
	if imap.IsSearchRes(numSet) {
		return v.saved
	}
	var lastUID imap.UID
	count := len(v.folder.messages)
	if count > 0 {
		lastUID = v.folder.messages[count-1].uid
	}
	switch set := numSet.(type) {
	case imap.SeqSet:
		resolved := slices.Clone(set)
		for i := range resolved {
			resolved[i].Start, resolved[i].Stop = resolveRange(resolved[i].Start, resolved[i].Stop, uint32(count))
		}
		return resolved
	case imap.UIDSet:
		resolved := slices.Clone(set)
		for i := range resolved {
			resolved[i].Start, resolved[i].Stop = resolveRange(resolved[i].Start, resolved[i].Stop, lastUID)
		}
		return resolved
	default:
		return numSet
	}
}

// resolveRange reads 0 as the last; a range may be given either way round.
func resolveRange[N cmp.Ordered](start, stop, last N) (N, N) {
	var zero N
	if start == zero {
		start = last
	}
	if stop == zero {
		stop = last
	}
	return min(start, stop), max(start, stop)
}
