"""What an edge drops unread, remembered by hashes where it was dropped, and who of these enrolled since."""
