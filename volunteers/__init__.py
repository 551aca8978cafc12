"""People who give time and skill: who they are, what is needed, and each night the best fair set of proposals.

Imports organizations, portal.accounts and portal.shared. Rooms, from the top: hours (what was given),
matching (proposals and their reasons), applications (who takes which place), openings (what is needed),
profiles (who offers what).
"""
