"""What a member or an admin can do: a file each."""
