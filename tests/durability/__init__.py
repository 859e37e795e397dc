"""What an archive survives besides a kill: power cuts, disks that refuse, neighbours that read and write."""
