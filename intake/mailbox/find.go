package mailbox

import (
	"context"
)

// Find looks for a message by its Message-ID in the inbox and in the folders, and returns it raw,
// or nil where it is not there. It takes a connection of its own and changes nothing, so that it
// may be used beside a running poller.
func Find(ctx context.Context, cfg Config, messageID string) ([]byte, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	conn, err := Connect(ctx, cfg.Server)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	s := &session{poller: &poller{Config: cfg, troubles: troubles{}}, Connection: conn}
	prefix, err := s.personalPrefix(ctx)
	if err != nil {
		return nil, err
	}
	names := []string{cfg.Inbox}
	for _, folder := range []Folder{Processed, Ignored, Quarantine} {
		names = append(names, prefix+cfg.Folders.of(folder))
	}
	for _, name := range names {
		raw, err := s.findIn(ctx, name, messageID)
		if err != nil || raw != nil {
			return raw, err
		}
	}
	return nil, nil
}

func (s *session) findIn(ctx context.Context, name, messageID string) ([]byte, error) {
	validity, err := s.selected(ctx, name)
	if noSuchMailbox(err) {
		return nil, nil // a poller that has never run has not made the folders
	}
	if err != nil {
		return nil, err
	}
	uids, err := s.searchMessageID(ctx, Filing{MessageID: messageID})
	if err != nil || len(uids) == 0 {
		return nil, err
	}
	found, err := s.fetch(ctx, Place{Mailbox: name, UIDValidity: validity}, []listed{{uid: uids[0], size: s.MaxSize}})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].Raw, nil
}
